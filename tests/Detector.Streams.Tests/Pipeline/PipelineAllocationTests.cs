using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

[Collection(ProcessState.Name)] // counts what the whole process allocates
public sealed class PipelineAllocationTests : PipelineTest
{
    [Theory]
    [InlineData]
    [InlineData("id")]
    public async Task NothingIsAllocatedPerEvent(params string[] include)
    {
        const int BatchSize = 4096;
        const int WarmUp = 40 * BatchSize;
        const int Measured = 120 * BatchSize;
        var scorer = new MeteredScorer(TrainedScorer(BatchSize));
        (long before, long beforeScoring) = (0, 0);
        using var source = new FakeSource(WarmUp + Measured, 4, _ => Normal)
        {
            BeforeRead = read =>
            {
                if (read == WarmUp)
                {
                    (before, beforeScoring) = (GC.GetTotalAllocatedBytes(precise: true), scorer.Allocated);
                }
            },
        };
        await using StreamPipeline pipeline = Start(source, new FakeSinks(),
            Serving.Of(scorer), BatchSize, lingerMs: 60_000, include: include);
        await StopWhenExhausted(pipeline, source);
        double perEvent = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Measured;
        double scoring = (scorer.Allocated - beforeScoring) / (double)Measured;

        // The network's passes, each of many events, make their tensors' handles (ModelScorerTests: and an event not one byte more). A
        // batch's ticket, and what the test itself allocates at its end, leave well under a byte.
        Assert.True(perEvent - scoring < 1 && scoring < 8, $"{perEvent:F2} bytes allocated per event, {scoring:F2} of them by the scorer");
        Assert.Equal(WarmUp + Measured, Observer.Published);
    }

    // A model of numbers between 0 and 2.
    private static IScorer TrainedScorer(int capacity)
    {
        var rows = new RowSet(1);
        for (int i = 0; i < 200; i++)
        {
            rows.Add([i / 100.0]);
        }

        var settings = new ModelSettings { MaxSteps = 20, Trim = 0, Device = "cpu" };
        return new Trainer(OneField, settings, new(), TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None).CreateScorer("m1", capacity, "cpu");
    }
}
