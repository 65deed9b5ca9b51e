using Detector.Core.Batches;

namespace Detector.Data.Evaluation;

/// <summary>Samples as a batch of events that came from nowhere.</summary>
public static class SampleBatch
{
    /// <summary>A batch of such events.</summary>
    /// <param name="samples">[n][steps * fields] raw samples, n at least 1.</param>
    public static Batch Of(IReadOnlyList<double[]> samples)
    {
        var batch = new Batch(samples.Count, samples[0].Length);
        foreach (double[] sample in samples)
        {
            sample.CopyTo(batch.NextRow.Numbers);
            batch.Add(default, 0, 0, 0, default);
        }

        return batch;
    }
}
