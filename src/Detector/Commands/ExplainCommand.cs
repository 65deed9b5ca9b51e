using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Kafka.History;
using Detector.Models.Bundles;
using Detector.Models.Reports;
using Detector.Models.Scoring;
using Detector.Settings;
using Detector.Streams.Lookback;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector explain.</summary>
internal sealed class ExplainCommand : CliCommand
{
    // Of the rows that the model was trained on.
    private const int Neighbours = 3;

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<string?> _topic = new("--topic", "-t")
    {
        Description = "The event's topic. Default: the stream's, where it has one only.", HelpName = "TOPIC",
    };

    private readonly Option<int?> _partition = new("--partition", "-p") { Description = "Its partition.", HelpName = "N" };
    private readonly Option<long?> _offset = new("--offset", "-o") { Description = "Its offset there.", HelpName = "N" };

    private readonly Option<string?> _alert = new("--alert", "-a")
    {
        Description = "In place of these: the id of an alert (ce_id), which is looked for in the topic of alerts.", HelpName = "ID",
    };

    private readonly Option<string?> _version = new("--version")
    {
        Description = "A version of the model. Default: the one that alerted, else the one that serves.", HelpName = "VERSION",
    };

    private readonly Option<string?> _html = new("--html") { Description = "A page to write as well.", HelpName = "FILE" };
    private readonly Option<bool> _json = CommonOptions.Json();

    public ExplainCommand()
        : base(
            "explain",
            "Read an event again, with what was known of its key then, score it again, and show why: the score's parts, and each field "
            + "beside what is usual of it.",
            "detector explain --stream cards --topic transactions --partition 3 --offset 48211",
            "detector explain --stream cards --alert 5c0e11f7a3f6f1c3a1a1e0f2b7d9c844 --html alert.html")
    {
        Add(_stream);
        Add(_topic);
        Add(_partition);
        Add(_offset);
        Add(_alert);
        _model.AddTo(this);
        Add(_version);
        Add(_html);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        TextWriter error = Error(arguments);
        string stream = arguments.GetRequiredValue(_stream);
        CheckPlace(arguments);
        DetectorSettings settings = _model.Settings(arguments);
        StreamSettings own = _model.Stream(arguments, settings, stream);
        ModelRegistry registry = _model.Registry(arguments, settings);
        TopicHistory history = PastOptions.Topics(own, error);
        var search = new AlertSearch(PastOptions.Alerts(own, error), PastOptions.Patience);
        Alert? published = arguments.GetValue(_alert) is { } id
            ? search.ById(id, ct) ?? throw new CommandException($"{own.Alerts.Topic} has no alert with the id {id}")
            : null;
        (OffsetRange all, long offset) = Place(arguments, own, history, published, ct);
        if (published is null)
        {
            published = Published(search, stream, history, all, offset, error, ct);
        }

        string? version = arguments.GetValue(_version) ?? published?.ModelVersion;
        Bundle bundle = registry.Open(stream, version);
        Threshold threshold = published is not null && published.ModelVersion == bundle.Version
            ? bundle.Threshold with { Value = published.Threshold, Version = published.ThresholdVersion }
            : registry.ThresholdOf(stream, bundle);
        using IScorer scorer = PastOptions.Scorer(bundle, own);
        using IScorer explainer = PastOptions.Scorer(bundle, own, isForFew: true);
        using SideTopic? verdicts = PastOptions.Verdicts(stream, own, bundle, error);
        PastEvent past = PastEvent.Read(
            stream, history, all, offset, bundle.Schema, bundle.Window, scorer, explainer,
            new AlertRule(threshold, own.Alerts.Policy), PastOptions.Heard(verdicts, stream, own, error, ct), ct);
        IReadOnlyList<NearRow> near = past.Sample.Count == 0 ? [] : bundle.Nearest([.. past.Sample], Neighbours);
        var text = new ExplainText(past, near, published, bundle.Version == registry.ReadIfWhole(stream, RegistryPointer.Current));
        if (arguments.GetValue(_html) is { } page)
        {
            File.WriteAllBytes(page, EventReport.Write(text.Title, text.Facts, past.Event, near));
            error.WriteLine($"Written: {page}");
        }

        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(text.Json);
        }
        else
        {
            text.Write(Output(arguments));
        }

        return Task.FromResult(ExitCode.Success);
    }

    private void CheckPlace(ParseResult arguments)
    {
        bool hasPlace = arguments.GetValue(_partition) is not null || arguments.GetValue(_offset) is not null
            || arguments.GetValue(_topic) is not null;
        bool isWhole = arguments.GetValue(_partition) is >= 0 && arguments.GetValue(_offset) is >= 0;
        if (arguments.GetValue(_alert) is null ? !isWhole : hasPlace)
        {
            throw new UsageException("an event is named by --partition and --offset (and --topic, where the stream has several), "
                + "or by --alert with the id of an alert that it raised");
        }
    }

    private (OffsetRange All, long Offset) Place(
        ParseResult arguments, StreamSettings own, TopicHistory history, Alert? published, CancellationToken ct)
    {
        string topic = published?.Topic ?? arguments.GetValue(_topic) ?? (own.Source.Topics is [var only] ? only
            : throw new UsageException($"the stream reads {string.Join(", ", own.Source.Topics)}: --topic says which of them is meant"));
        int partition = published?.Partition ?? arguments.GetValue(_partition)!.Value;
        int index = own.Source.Topics.ToList().IndexOf(topic);
        if (index < 0)
        {
            throw new CommandException($"the stream does not read {topic}; it reads {string.Join(", ", own.Source.Topics)}");
        }

        OffsetRange[] partitions =
            [.. Patience.Find(history, null, null, PastOptions.Patience, ct).Where(range => range.Partition.Topic == index)];
        OffsetRange[] found = [.. partitions.Where(range => range.Partition.Partition == partition)];
        return found is [var all] ? (all, published?.Offset ?? arguments.GetValue(_offset)!.Value)
            : throw new CommandException($"{topic} has no partition {partition}; it has {Numbers.Count(partitions.Length)}, from 0 on");
    }

    // The model that alerted is the one to ask; where that cannot be found out, the one that serves.
    private static Alert? Published(
        AlertSearch search, string stream, TopicHistory history, OffsetRange all, long offset, TextWriter error, CancellationToken ct)
    {
        long? queuedMs = null;
        if (offset < all.Start || offset >= all.End)
        {
            return null; // which is said where it is read
        }

        history.Read([all with { Start = offset, End = offset + 1 }], (in EventView message) => queuedMs = message.TimestampMs, ct);
        try
        {
            return queuedMs is not { } queued ? null : search.ByPlace(
                stream, history.Topics[all.Partition.Topic], all.Partition.Partition, offset,
                DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, queued)), ct);
        }
        catch (SourceFailedException e)
        {
            error.WriteLine($"Mind: whether it was alerted, and by which model, is not known: {e.Message}");
            return null;
        }
    }
}
