using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Data.Evaluation;

/// <summary>How long a model takes to score an event of a full batch.</summary>
internal static class ScoringSpeed
{
    private const int WarmUps = 3;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);

    /// <summary>Microseconds an event.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="samples">Raw samples; those that a batch of the model has room for are scored.</param>
    /// <param name="time">The clock.</param>
    public static double MicrosecondsPerEvent(IScorer scorer, double[][] samples, TimeProvider time)
    {
        Batch batch = SampleBatch.Of(samples[..Math.Min(samples.Length, scorer.Capacity)]);
        var scores = new BatchScores(batch.Count);
        for (int i = 0; i < WarmUps; i++)
        {
            scorer.Score(batch, scores);
        }

        long start = time.GetTimestamp();
        int batches = 0;
        do
        {
            scorer.Score(batch, scores);
            batches++;
        }
        while (time.GetElapsedTime(start) < Least && batches < 100);

        return time.GetElapsedTime(start).TotalMicroseconds / batches / batch.Count;
    }
}
