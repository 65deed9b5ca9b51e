using System.Text.Json;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Core.State;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Tests.Scoring;

/// <summary>Events whose sequences are gathered from where their rows are kept.</summary>
public sealed class SequenceScoringTests : IDisposable
{
    private const int Fields = 3;
    private static readonly WindowSettings Window = new() { Steps = 5, Stride = 3, UntilFull = UntilFull.Wait, Of = SequenceOf.Partition };

    private readonly RegistryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheyScoreAndAreExplainedAsTheSamplesThemselvesToTheLastBit()
    {
        RowSet rows = Sample.Rows(400, Fields);
        var set = SampleSet.Sequences(rows, Window, [0]);
        TrainedModel model = Train(set);
        var registry = new ModelRegistry(_folder.Path, TimeProvider.System);
        Bundle bundle = registry.Open("s", registry.Save("s", model));
        Assert.Equal(Window, bundle.Window);
        using IScorer scorer = bundle.CreateScorer(400, "cpu");
        using IScorer explainer = bundle.CreateScorer(400, "cpu");

        // Sequences that are not full were neither trained on nor held out, nor those across a held-out block's edge.
        Assert.InRange(model.Report.TrainingRows + model.Report.TrimmedRows + model.Report.HeldOutRows, 200, 400 - (Window.Span - 1));
        var stage = new SequenceStage(bundle.Schema, bundle.Window);
        var kept = new Batch(400, Fields);
        List<double[]> flat = [];
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(i >= Window.Span - 1, stage.Add(default, i, 0, default, rows.Row(i).Numbers, kept));
            if (i >= Window.Span - 1)
            {
                rows.Row(i).CopyTo(kept.NextRow);
                kept.Add(default, i, 0, 0, default);
                flat.Add(set.Copy(i));
            }
        }

        var whole = new Batch(400, Fields * Window.Steps);
        foreach (double[] sample in flat)
        {
            sample.CopyTo(whole.NextRow.Numbers);
            whole.Add(default, 0, 0, 0, default);
        }

        var (one, other) = (new BatchScores(400), new BatchScores(400));
        scorer.Score(kept, one);
        explainer.Score(whole, other);
        Assert.Equal(other.Score.Take(flat.Count), one.Score.Take(flat.Count));
        Assert.Equal(other.Distance.Take(flat.Count), one.Distance.Take(flat.Count));
        foreach (int place in (int[])[0, 7, flat.Count - 1])
        {
            Assert.Equal(JsonSerializer.Serialize(explainer.Explain(whole, place)), JsonSerializer.Serialize(scorer.Explain(kept, place)));
        }

        Assert.All(scorer.Explain(kept, 9), part => Assert.Equal(0, part.StepsBack % Window.Stride));
    }

    [Fact]
    public void AWindowThatIsNotTheSamplesIsRefused()
    {
        TrainedModel model = Train(SampleSet.Sequences(Sample.Rows(200, Fields), Window, [0]));
        var registry = new ModelRegistry(_folder.Path, TimeProvider.System);
        ModelParts parts = model.Parts with { Window = Window with { Steps = 6 } };
        TrainedModel lie = new(parts, model.Report, model.Golden, model.Sample, model.SampleScores);
        string version = registry.Save("s", lie);
        string told = Assert.Throws<BundleException>(() => registry.Open("s", version)).Message;
        Assert.Contains("window.steps is 6, but a sample is sequence [5, 3]", told);
    }

    private static TrainedModel Train(SampleSet set) =>
        new Trainer(Sample.Schema(Fields), Sample.Fast with { MaxSteps = 20 }, new(), TimeProvider.System)
            .Train(set, null, CancellationToken.None);
}
