using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families;

/// <summary>
/// A move to another device replaces a module's parameters and disposes the old ones. So does a move to another type of number, which
/// needs no GPU.
/// </summary>
public class MoveTests
{
    public static TheoryData<string, Variant, SampleKind> Models =>
    [
        .. from family in FamilyCatalog.All
           from variant in family.Variants
           from kind in Enum.GetValues<SampleKind>()
           where family.Takes(kind)
           select (family.Name, variant, kind),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void AModelThatWasMovedGivesWhatItGaveAndLearns(string family, Variant variant, SampleKind kind) =>
        Check(Sample.Fast with { Family = family, Variant = variant, SparseCoding = new() { Iterations = 20 } }, kind);

    [Fact]
    public void SoDoTheirOtherLayers()
    {
        Check(Sample.Fast with { Family = "dense", Dense = new() { Tied = true, Pretraining = 0.5 } }, SampleKind.Vector);
        Check(Sample.Fast with { Family = "recurrent", Recurrent = new() { Cell = CellKind.Gru, Layers = 2 } }, SampleKind.Sequence);
        Check(Sample.Fast with { Family = "conv", Conv = new() { Upsampling = Upsampling.Nearest, Precision = Precision.BFloat16 } },
            SampleKind.Image);
    }

    private static void Check(ModelSettings settings, SampleKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        SampleLayout shape = kind switch
        {
            SampleKind.Vector => new SampleLayout(6),
            SampleKind.Sequence => new SampleLayout(5, 3),
            _ => new SampleLayout(1, 6, 7),
        };
        var input = new ModelInput(shape);
        settings = settings
            with { Score = new() { Kind = FamilyCatalog.Find(settings.Family).OwnScores(settings).LastOrDefault(ScoreKind.MeanSquared) } };
        using Autoencoder model = ModelBuilder.Create(settings, input);
        Tensor rows = Sample.Noise(16, input.Width);
        string[] names = [.. model.state_dict().Keys];
        ModelOutput before = Run(model, rows);

        model.to(float64);
        model.to(float32);

        ModelOutput after = Run(model, rows);
        Assert.Equal(names, model.state_dict().Keys);
        Assert.True(before.Reconstruction.equal(after.Reconstruction).all().item<bool>());
        Assert.True(before.Code.equal(after.Code).all().item<bool>());
        Assert.Equal(before.Own is null, after.Own is null);

        Dictionary<string, byte[]> weights = Bytes(model);
        model.train();
        foreach (var stage in model.Stages(settings, 3))
        {
            using (stage)
            {
                SeededTorch.Run(1, () => stage.Step(rows, rows, 0));
            }
        }

        Assert.Contains(Bytes(model), weight => !weight.Value.SequenceEqual(weights[weight.Key]));
    }

    private static ModelOutput Run(Autoencoder model, Tensor rows)
    {
        using IDisposable mode = no_grad();
        model.eval();
        return model.forward(rows);
    }

    private static Dictionary<string, byte[]> Bytes(Autoencoder model) =>
        Weights.Of(model).ToDictionary(weight => weight.Key, weight => weight.Value.Data.ToArray());
}
