using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What a stream's verdicts need beside their own settings.</summary>
internal static class LabelChecks
{
    /// <param name="path">The stream's section.</param>
    /// <param name="stream">The stream.</param>
    public static IEnumerable<SettingsError> Check(string path, StreamSettings stream)
    {
        if (stream.Labels.Topic is not { } topic)
        {
            yield break;
        }

        string setting = $"{path}:{nameof(StreamSettings.Labels)}";
        if (!stream.Schema.CountsVerdicts() && stream.Retraining is { Confirmed: AnomalyUse.Keep, Alerted: AnomalyUse.Keep })
        {
            yield return new SettingsError(
                $"{setting}:{nameof(LabelSettings.Topic)}",
                "nobody reads it: no aggregate counts verdicts (ConfirmedCount, ConfirmedShare), and Retraining keeps all events");
        }

        if (stream.Source.Topics.Contains(topic))
        {
            yield return new SettingsError(
                $"{setting}:{nameof(LabelSettings.Topic)}", $"{topic} is where the events come from; verdicts have a topic of their own");
        }

        if (stream.Labels is { Offset: not null, SourceTopic: null } && stream.Source.Topics.Count > 1)
        {
            yield return new SettingsError(
                $"{setting}:{nameof(LabelSettings.SourceTopic)}",
                "the stream reads several topics: where does a verdict say which one its event is from?");
        }
    }
}
