using System.CommandLine;
using System.Globalization;
using Detector.Retraining.History;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>The options that say which events of a stream's topics are taken.</summary>
internal sealed class TopicOptions
{
    private readonly Option<bool> _fromTopic = new("--from-topic")
    {
        Description = "Train on what the stream's topics hold instead of files, and let the model serve unless it is worse than the "
            + "one that does, on the newest events, which it is not trained on.",
    };

    private readonly Option<string?> _since = new("--since")
    {
        Description = "With --from-topic: from when on, by Kafka's timestamps: a time back from now such as 14d, or an instant such as "
            + "2026-01-31T12:00:00Z. Default: Retraining:Since.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _until = new("--until")
    {
        Description = "With --from-topic: until when. Default: now.",
        HelpName = "TIME",
    };

    private readonly Option<int?> _rows = new("--rows")
    {
        Description = "With --from-topic: about how many events, an even choice. Default: Retraining:Rows.",
        HelpName = "NUMBER",
    };

    private readonly Option<string?> _why = CommonOptions.Why();

    public void AddTo(Command command)
    {
        command.Add(_fromTopic);
        command.Add(_since);
        command.Add(_until);
        command.Add(_rows);
        command.Add(_why);
    }

    /// <summary>Whether they are asked for.</summary>
    /// <exception cref="UsageException">They are named for files.</exception>
    public bool IsAsked(ParseResult arguments)
    {
        Option[] others = [_since, _until, _rows, _why];
        if (!arguments.GetValue(_fromTopic) && others.FirstOrDefault(option => arguments.GetResult(option) is not null) is { } named)
        {
            throw new UsageException($"{named.Name} is for events of the stream's topics: --from-topic takes those");
        }

        return arguments.GetValue(_fromTopic);
    }

    /// <summary>Why a model is trained.</summary>
    public string Why(ParseResult arguments) => arguments.GetValue(_why) ?? "asked for";

    /// <summary>Which events.</summary>
    /// <exception cref="UsageException">No such ones can be meant.</exception>
    public HistorySpan Span(ParseResult arguments, RetrainingSettings settings, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset since = Instant(arguments, _since, now) ?? now - settings.Since;
        DateTimeOffset? until = Instant(arguments, _until, now);
        if (until <= since)
        {
            throw new UsageException($"--until is {until:u}, which is not after --since, {since:u}");
        }

        return arguments.GetValue(_rows) is < Models.Training.Trainer.FewestSamples and var rows
            ? throw new UsageException($"--rows is {rows}; at least {Models.Training.Trainer.FewestSamples} are needed")
            : new HistorySpan(since, until, arguments.GetValue(_rows) ?? settings.Rows, settings.HoldBack);
    }

    private static DateTimeOffset? Instant(ParseResult arguments, Option<string?> option, DateTimeOffset now) =>
        arguments.GetValue(option) is not { } text ? null
        : Duration.TryParse(text, out TimeSpan back) && back >= TimeSpan.Zero && back < now - DateTimeOffset.UnixEpoch ? now - back
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset at)
            && at > DateTimeOffset.UnixEpoch ? at
        : throw new UsageException(
            $"{option.Name} is '{text}'; it is a time back from now such as 14d, or an instant such as 2026-01-31T12:00:00Z");
}
