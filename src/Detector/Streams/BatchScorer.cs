using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Scoring;

namespace Detector.Streams;

/// <summary>The scoring thread's work on one batch: score every event, and build an alert for each above the threshold.</summary>
internal sealed class BatchScorer(PipelineOptions options, IReadOnlyList<string> topics)
{
    public void Score(IScorer scorer, WorkItem item)
    {
        Batch batch = item.Batch;
        scorer.Score(batch, item.Scores);
        float[] scores = item.Scores.Score;
        double threshold = scorer.Threshold.Value;
        for (int i = 0; i < batch.Count; i++)
        {
            if (scores[i] > threshold)
            {
                item.Alerts.Add(BuildAlert(scorer, item, i));
            }
        }
    }

    private Alert BuildAlert(IScorer scorer, WorkItem item, int index)
    {
        Batch batch = item.Batch;
        TopicPartition partition = batch.Partition(index);
        string topic = topics[partition.Topic];
        double score = item.Scores.Score[index];
        byte[]? key = batch.HasKey(index) ? batch.Key(index).ToArray() : null;
        return new Alert
        {
            Id = AlertId.Of(options.Stream, topic, partition.Partition, batch.Offset(index), batch.QueuedMs(index), key),
            Stream = options.Stream,
            Key = key is null ? null : Encoding.UTF8.GetString(key),
            KeyBytes = key,
            TimestampMs = batch.QueuedMs(index),
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(batch.TimeMs(index)),
            Score = score,
            ResidualScore = item.Scores.Residual[index],
            DistanceScore = item.Scores.Distance[index],
            CodeScore = item.Scores.Code[index],
            ReconstructionError = item.Scores.Error[index],
            Threshold = scorer.Threshold.Value,
            Severity = score >= options.Alerts.CriticalFactor * scorer.Threshold.Value ? Severity.Critical : Severity.Warning,
            ModelVersion = scorer.Version,
            ThresholdVersion = scorer.Threshold.Version,
            Topic = topic,
            Partition = partition.Partition,
            Offset = batch.Offset(index),
            Features = scorer.Explain(batch, index, options.Alerts.Features),
        };
    }
}
