using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Detector.Dashboard;
using Detector.Models.Bundles;
using Detector.Retraining.History;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector retrain.</summary>
internal sealed class RetrainCommand : CliCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<bool> _here = new("--here")
    {
        Description = "Train in this process, without asking a daemon.",
    };

    public RetrainCommand()
        : base(
            "retrain",
            "Have a stream's next model trained on what its topics hold: by the daemon that answers HTTP where the settings say, which "
                + "takes Detector:Http:Token, or, where none does, in this process. It serves unless it is worse than the one that does.",
            "detector retrain --stream cards",
            "detector retrain --stream cards --here")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_here);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string name = arguments.GetRequiredValue(_stream);
        DetectorSettings settings = _model.Settings(arguments, SettingsUse.Training);
        StreamSettings stream = _model.Stream(arguments, settings, name);
        if (!arguments.GetValue(_here))
        {
            if (await AskAsync(settings.Http, name, ct) is { } answer)
            {
                Output(arguments).WriteLine(answer);
                return ExitCode.Success;
            }

            Error(arguments).WriteLine($"No daemon answers at {Address(settings.Http)}; training here");
        }

        ModelRegistry registry = _model.Registry(arguments, settings);
        RetrainingSettings retraining = stream.Retraining;
        new TopicTraining(isJson: false, Output(arguments), Error(arguments)).Run(
            name, stream, registry,
            new HistorySpan(TimeProvider.System.GetUtcNow() - retraining.Since, null, retraining.Rows, retraining.HoldBack),
            "asked for", ct);
        return ExitCode.Success;
    }

    // What the daemon says; null where there is none.
    private static async Task<string?> AskAsync(HttpSettings http, string stream, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = Patience };
        if (HttpToken.Read(http) is { } token)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using HttpResponseMessage answer = await client.PostAsync(
                new Uri($"{Address(http)}/api/streams/{Uri.EscapeDataString(stream)}/retrain"), null, ct);
            return answer.StatusCode == HttpStatusCode.Accepted
                ? $"The daemon at {Address(http)} trains a new model of {stream}: "
                    + $"{Address(http)}/api/streams/{stream}/retraining says how it goes"
                : throw new CommandException($"the daemon at {Address(http)} says no: {await WordsAsync(answer, ct)}");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new CommandException($"what answers at {Address(http)} is no daemon that can be asked ({e.Message}); "
                + "--here trains in this process", e);
        }
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        string body = await answer.Content.ReadAsStringAsync(ct);
        try
        {
            return (string?)JsonNode.Parse(body)?["error"] ?? $"{(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return $"{(int)answer.StatusCode}";
        }
    }

    // Where everybody may ask, this machine may.
    private static string Address(HttpSettings http)
    {
        var address = IPAddress.Parse(http.Address);
        address = address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        return $"http://{new IPEndPoint(address, http.Port)}";
    }
}
