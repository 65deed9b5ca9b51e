using System.CommandLine;
using System.Net.Sockets;
using Detector.Hosting;
using Detector.Models.Torch;
using Detector.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Commands;

/// <summary>detector run.</summary>
internal sealed partial class RunCommand : CliCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _registry = CommonOptions.Registry();

    public RunCommand()
        : base(
            "run",
            "Run the daemon: every stream of the settings, from its topics to its alerts, until it is told to stop.",
            "detector run",
            "detector run --config /etc/detector/appsettings.json --registry /var/lib/detector/models")
    {
        Add(_config);
        Add(_registry);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        try
        {
            await ServeAsync(arguments, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop before it had begun, it has done what it was told all the same.
        }

        return ExitCode.Success;
    }

    private async Task ServeAsync(ParseResult arguments, CancellationToken ct)
    {
        IConfigurationRoot configuration = SettingsReader.Open(arguments.GetValue(_config));
        DetectorSettings settings = SettingsReader.Read(configuration, SettingsUse.Running);
        if (settings.Streams.Count == 0)
        {
            throw new CommandException($"{SettingsReload.NoStream}; \"detector init\" adds one");
        }

        // A daemon that could never score says so now, not when its first model comes.
        TorchLibrary.Load();
        using var reload = new ReloadSignal();
        IConfigurationRoot Open() => SettingsReader.Open(arguments.GetValue(_config), isAgain: true);
        await using WebApplication app = DaemonHost.Build(
            settings,
            configuration,
            arguments.GetValue(_registry) ?? settings.Registry,
            services => services.AddSingleton(reload).AddHostedService(
                provider => ActivatorUtilities.CreateInstance<SettingsReload>(provider, configuration, (Func<IConfigurationRoot>)Open)));
        ILogger log = app.Services.GetRequiredService<ILogger<RunCommand>>();
        app.Lifetime.ApplicationStarted.Register(() => LogPage(log, string.Join(", ", app.Urls)));
        try
        {
            await DaemonHost.RunAsync(app, ct);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            throw new CommandException(
                $"the daemon cannot answer HTTP at {settings.Http.Address} port {settings.Http.Port} ({DetectorSettings.Section}:Http): "
                    + $"{e.Message.TrimEnd('.')}", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The page, its API, health and metrics: {Url}")]
    private static partial void LogPage(ILogger log, string url);
}
