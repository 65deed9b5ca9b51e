using Detector.Commands.Text;
using Detector.Core.Scoring;
using Detector.Kafka.History;
using Detector.Kafka.Settings;
using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Settings;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Commands;

/// <summary>What commands that look at a stream's past have in common.</summary>
internal static class PastOptions
{
    /// <summary>How long somebody at a terminal waits for brokers and topics that are not there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A stream's topics.</summary>
    public static TopicHistory Topics(StreamSettings settings, TextWriter error) => new(settings.Source, Log(error), TimeProvider.System);

    /// <summary>The topic of its alerts.</summary>
    public static TopicHistory Alerts(StreamSettings settings, TextWriter error)
    {
        SourceSettings source = settings.Source with { Topics = [settings.Alerts.Topic] };
        return new(
            settings.Alerts.Bootstrap is { } own ? source with { Bootstrap = own, Security = settings.Alerts.Security } : source,
            Log(error), TimeProvider.System);
    }

    /// <summary>The topic of its verdicts, where the model counts them; null where it does not.</summary>
    /// <exception cref="BundleException">It does, and the settings name no topic of them.</exception>
    public static SideTopic? Verdicts(string stream, StreamSettings settings, Bundle bundle, TextWriter error) =>
        !bundle.Schema.Settings.CountsVerdicts() ? null
        : settings.Labels.Topic is { } topic ? new SideTopic(settings.Source, topic, stream, Log(error), TimeProvider.System)
        : throw new BundleException($"The model {bundle.Version} counts verdicts (ConfirmedCount, ConfirmedShare), and Labels:Topic names "
            + "no topic of them; \"detector score\" takes them from a file's labels");

    /// <summary>What looks at the past hears of them.</summary>
    public static PastVerdicts? Heard(
        SideTopic? verdicts, string stream, StreamSettings settings, TextWriter error, CancellationToken ct) => verdicts is null
        ? null
        : new PastVerdicts(stream, settings.Source.Topics, settings.Labels, verdicts, Patience, TimeProvider.System, Log(error), ct);

    /// <summary>The model as the stream's line scores with it.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    public static IScorer Scorer(Bundle bundle, StreamSettings settings, bool isForFew = false)
    {
        const int few = 64;
        return bundle.CreateScorer(
            isForFew ? few : settings.Batch.SizeFor(bundle.Schema, bundle.Shape.Steps), settings.Model.Device, isForFew);
    }

    private static ILogger Log(TextWriter error) => new LineLogger(error);
}
