using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Families.SparseCoding;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.SparseCoding;

public class LassoTests
{
    private static readonly SparseCodingSettings Default = new();

    [Theory]
    [InlineData(8, 16)]
    [InlineData(30, 60)]
    [InlineData(100, 128)]
    public void TheOptimalityConditionsHold(int width, int atoms)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor samples, Tensor dictionary) = SeededTorch.Run(5,
            () => (randn(200, width), nn.functional.normalize(randn(width, atoms), dim: 0)));

        Assert.InRange(Violation(samples, dictionary, Default.Iterations), 0, 0.02);
    }

    [Fact]
    public void AtomsThatAreAllAlikeNeedMoreIterations()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor samples, Tensor dictionary) = SeededTorch.Run(5,
            () => (randn(200, 30), nn.functional.normalize(randn(30, 60) + randn(30, 1), dim: 0)));

        double[] violations = [.. new[] { 30, 100, 300 }.Select(iterations => Violation(samples, dictionary, iterations))];

        Assert.True(violations[1] < 0.2 * violations[0], string.Join(' ', violations));
        Assert.InRange(violations[2], 0, 0.01);
    }

    [Theory]
    [InlineData("cardio")]
    [InlineData("satimage-2")]
    public void TheyHoldForWhatIsLearnedOfRealRows(string table)
    {
        using DisposeScope scope = NewDisposeScope();
        RowSet rows = Tables.Training(table);
        var samples = Samples.Of(SampleSet.Vectors(rows), FeatureTransform.Fit(Sample.Schema(rows.FieldCount), rows));
        var settings = new ModelSettings { Family = "sparse-coding", MaxSteps = 10 };
        using var fit = new ModuleFit(settings, Sample.Input(samples.Width), samples, samples.Choose([0, 1, 2, 3]), CPU);

        using Autoencoder module = ModelBuilder.Load(settings, Sample.Input(samples.Width),
            fit.Run(_ => { }, CancellationToken.None).Weights, CPU);

        Assert.InRange(Violation(samples.Range(0, 500), module.state_dict()["decoder.weight"], Default.Iterations), 0, 0.05);
    }

    [Fact]
    public void WithOrthogonalAtomsItIsTheShrunkenProjection()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor dictionary = linalg.qr(SeededTorch.Run(3, () => randn(6, 6))).Q;
        Tensor samples = SeededTorch.Run(4, () => randn(50, 6));

        Tensor codes = Lasso.Solve(samples, dictionary, 0.4, 30);

        Tensor projection = samples.matmul(dictionary);
        Tensor expected = projection.sign() * (projection.abs() - Kept(0.4)).relu();
        Assert.InRange((codes - expected).abs().max().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void TheObjectiveIsHalfTheSquaredErrorAndThePenalty()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor dictionary = tensor([1f, 0, 0, 1, 0, 0], [3, 2]);

        float value = Lasso.Objective(tensor([3f, 1, 2], [1, 3]), dictionary, tensor([2f, -1], [1, 2]), 0.5).item<float>();

        Assert.Equal(((1 + 4 + 4) / 2.0) + (0.5 * 3), value, 1e-6);
    }

    // Dᵀ(x - Dz) is λ times the sign of each number of z that is not 0, and within ±λ where one is: the worst exception, as a share of λ.
    private static double Violation(Tensor samples, Tensor dictionary, int iterations)
    {
        Tensor codes = Lasso.Solve(samples, dictionary, Default.Penalty, iterations);
        Tensor slope = (samples - codes.matmul(dictionary.t())).matmul(dictionary);
        Tensor wrong = where(codes.ne(Kept(0)), (slope - (codes.sign() * Kept(Default.Penalty))).abs(),
            (slope.abs() - Kept(Default.Penalty)).clamp(min: Kept(0)));
        Assert.InRange(codes.ne(Kept(0)).to(ScalarType.Float32).mean().item<float>(), 0.05, 0.95);
        return wrong.max().item<float>() / Default.Penalty;
    }
}
