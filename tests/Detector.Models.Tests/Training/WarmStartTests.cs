using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public sealed class WarmStartTests : IDisposable
{
    // A step that changes next to nothing, so that what it began with is what is left.
    private static readonly ModelSettings Still = Sample.Fast with { MaxSteps = 1, LearningRate = 1e-7, WeightDecay = 0 };

    private readonly string _directory = Directory.CreateTempSubdirectory("detector-warm-").FullName;

    [Fact]
    public void WhereAllAgreesAFitBeginsWithTheOthersWeights()
    {
        Bundle from = Saved(Sample.Fast with { MaxSteps = 20 });
        TrainedModel warm = Train(Still with { InputNoise = 0.2, Loss = LossKind.Mae, Seed = 7 }, from);
        TrainedModel cold = Train(Still with { Seed = 7 }, null);

        Assert.InRange(Distance(from.Members[0], warm.Parts.Members[0]), 0, 1e-5);
        Assert.InRange(Distance(from.Members[0], cold.Parts.Members[0]), 0.01, 10);
        Assert.Equal((new TrainingStart(from.Version), null), (warm.Report.Start!, cold.Report.Start));
        Assert.Equal(warm.Report.Start, Registry.Load("s", Registry.Save("s", warm)).Manifest.Training.Start);
    }

    [Fact]
    public void EachMemberOfAnEnsembleBeginsWithItsOwn()
    {
        ModelSettings settings = Sample.Fast with { Family = "ensemble", MaxSteps = 10, Ensemble = new() { Seeds = 2 } };
        Bundle from = Saved(settings);
        TrainedModel warm = Train(settings with { MaxSteps = 1, LearningRate = 1e-7, WeightDecay = 0 }, from);
        Assert.All(Enumerable.Range(0, 2), i => Assert.InRange(Distance(from.Members[i], warm.Parts.Members[i]), 0, 1e-5));
    }

    [Fact]
    public void WhereSomethingDiffersItBeginsColdAndSaysWhich()
    {
        Bundle from = Saved(Sample.Fast with { MaxSteps = 2 });
        Assert.Equal("Model:Widths is [6,2], its own []", Cold(Still with { Widths = [6, 2] }, from));
        Assert.Equal("Model:Activation is \"Tanh\", its own \"Selu\"", Cold(Still with { Activation = Activation.Tanh }, from));
        Assert.Equal("Model:Variant is \"Sparse\", its own \"Plain\"", Cold(Still with { Variant = Variant.Sparse }, from));
        Assert.Equal("the features differ: +f5", Train(Still, from, fields: 6).Report.Start!.Cold);

        Bundle map = Saved(Sample.Fast with { Family = "som", MaxSteps = 2 });
        Assert.Equal("the family som is not trained by gradient descent alone", Cold(Still with { Family = "som" }, map));
        Bundle layered = Saved(Sample.Fast with { MaxSteps = 8, Dense = new() { Pretraining = 0.5 } });
        string cold = Cold(Still with { Dense = new() { Pretraining = 0.5 } }, layered);
        Assert.Contains("gradient descent alone", cold, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ModelRegistry Registry => new(_directory, TimeProvider.System);

    private Bundle Saved(ModelSettings settings) => Registry.Open("s", Registry.Save("s", Train(settings, null)));

    private static string Cold(ModelSettings settings, Bundle from) => Train(settings, from).Report.Start!.Cold!;

    private static TrainedModel Train(ModelSettings settings, Bundle? from, int fields = 5) =>
        new Trainer(Sample.Schema(fields), settings, new() { CrossFit = false }, TimeProvider.System)
            .Train(SampleSet.Vectors(Sample.Rows(200, fields)), null, TestContext.Current.CancellationToken, from);

    // The largest difference between two members' weights.
    private static double Distance(ModelMember one, ModelMember other) => one.Weights.Max(weight =>
    {
        ReadOnlySpan<float> ours = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.Value.Data.Span);
        ReadOnlySpan<float> theirs =
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(other.Weights[weight.Key].Data.Span);
        double most = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            most = Math.Max(most, Math.Abs(ours[i] - theirs[i]));
        }

        return most;
    });
}
