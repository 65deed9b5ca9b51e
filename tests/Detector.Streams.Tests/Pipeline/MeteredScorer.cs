using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Another scorer, and how many bytes it has allocated.</summary>
internal sealed class MeteredScorer(IScorer scorer) : IScorer
{
    private long _allocated;

    public long Allocated => Volatile.Read(ref _allocated);

    public string Version => scorer.Version;

    public string Family => scorer.Family;

    public string Device => scorer.Device;

    public int Capacity => scorer.Capacity;

    public void Score(Batch batch, BatchScores scores)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        scorer.Score(batch, scores);
        Interlocked.Add(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public double[] Shares(Batch batch, int index) => scorer.Shares(batch, index);

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0) =>
        scorer.Explain(batch, index, most, leastShare);

    public void Dispose() => scorer.Dispose();
}
