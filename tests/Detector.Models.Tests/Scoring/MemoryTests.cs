using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

[Collection(ProcessState.Name)]
public class MemoryTests
{
    private const int Batches = 100_000;
    private const long Allowed = 1 << 20;

    [Fact]
    public void ScoringHoldsNoMoreMemoryAfterAHundredThousandBatches()
    {
        const int Fields = 5;
        TrainedModel model = new Trainer(Sample.Schema(Fields),
            Sample.Fast with { MaxSteps = 20, Family = "dense", Activation = Activation.Elu }, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(Sample.Rows(300, Fields)), null, TestContext.Current.CancellationToken);
        var batch = new Batch(1, Fields);
        batch.NextRow.Numbers.Fill(1);
        batch.Add(new TopicPartition(0, 0), 0, 0, 0, []);
        var scores = new BatchScores(1);
        using IScorer scorer = model.CreateScorer("v", 1, "cpu");

        Score(Batches / 10);
        long before = Held();
        Score(Batches);

        Assert.InRange(Held() - before, long.MinValue, Allowed);

        void Score(int count)
        {
            for (int i = 0; i < count; i++)
            {
                scorer.Score(batch, scores);
            }
        }
    }

    // Bytes that native code has asked for and not given back, to which those belong that a wrapper not yet collected holds; what
    // the process has in memory says less, for it depends on what else the machine does.
    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        MallocInfo info = mallinfo2();
        return (long)(info.Used + info.Mapped);
    }

    [DllImport("libc")]
    private static extern MallocInfo mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint Arena, FreeChunks, FastChunks, MappedRegions, Mapped, Unused, FastFree, Used, Free, Releasable;
    }
}
