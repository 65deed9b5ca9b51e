using Detector.Commands.Text;
using Detector.Kafka.History;
using Detector.Models.Bundles;
using Detector.Retraining;
using Detector.Retraining.Comparison;
using Detector.Retraining.History;
using Detector.Retraining.Runs;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector train --from-topic.</summary>
/// <param name="isJson">Whether lines of JSON are written, for a program, instead of text.</param>
internal sealed class TopicTraining(bool isJson, TextWriter output, TextWriter error)
{
    /// <summary>Cores that it may keep busy.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Trains, compares, and promotes where that may be.</summary>
    public void Run(
        string name, StreamSettings stream, ModelRegistry registry, HistorySpan span, string why, CancellationToken ct)
    {
        using var text = new TrainerText(error);
        var training = new ChallengerTraining(name, stream, registry, isJson ? WriteJson : text.Tell, TimeProvider.System)
        {
            Cores = Cores,
        };
        using SideTopic? verdicts = stream.Schema.CountsVerdicts() && stream.Labels.Topic is { } topic
            ? new SideTopic(stream.Source, topic, name, new LineLogger(error), TimeProvider.System) : null;
        HistoryTopics topics = Topics(stream) with { Counted = PastOptions.Heard(verdicts, name, stream, error, ct) };
        (string version, Verdict verdict) = training.Run(topics, span, why, ct);
        text.Dispose();
        if (!isJson)
        {
            TrainerText.Write(version, verdict, output);
        }
    }

    private HistoryTopics Topics(StreamSettings stream)
    {
        RetrainingSettings retraining = stream.Retraining;
        bool leavesOut = retraining is not { Confirmed: AnomalyUse.Keep, Alerted: AnomalyUse.Keep };
        return new(
            PastOptions.Topics(stream, error),
            leavesOut && stream.Labels.Topic is { } verdicts
                ? new TopicHistory(stream.Source with { Topics = [verdicts] }, new LineLogger(error), TimeProvider.System) : null,
            retraining.Alerted == AnomalyUse.Keep ? null : PastOptions.Alerts(stream, error));
    }

    private void WriteJson(TrainerLine line)
    {
        output.WriteLine(TrainerJson.Write(line));
        output.Flush();
    }
}
