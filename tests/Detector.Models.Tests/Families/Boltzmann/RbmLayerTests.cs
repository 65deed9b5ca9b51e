using Detector.Models.Families.Boltzmann;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Boltzmann;

/// <summary>Against sums over every state of a machine of 4 visible and 3 hidden units.</summary>
public class RbmLayerTests
{
    private const int Visible = 4;
    private const int Hidden = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FreeEnergyIsTheSumOverTheHiddenUnits(bool gaussian)
    {
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(gaussian);
        double[][] rows = gaussian ? Rows(Sample.Noise(20, Visible)) : Enumeration.States(Visible);
        var exact = new Enumeration(layer);

        float[] energies = layer.FreeEnergy(Matrix(rows)).data<float>().ToArray();

        Assert.All(rows.Zip(energies), pair => Assert.Equal(exact.FreeEnergy(pair.First), pair.Second, 1e-4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MeansAreThoseOfTheConditionalDistributions(bool gaussian)
    {
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(gaussian);
        var exact = new Enumeration(layer);
        double[] v = [1, 0, 0, 1];
        double[] h = [0, 1, 1];

        double[] up = Mean(Enumeration.States(Hidden), state => exact.Energy(v, state));
        double[] down = gaussian ? exact.Mean(h) : Mean(Enumeration.States(Visible), state => exact.Energy(state, h));

        Assert.All(up.Zip(Rows(layer.forward(Matrix([v])))[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(down.Zip(Rows(layer.Down(Matrix([h])))[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SurpriseIsWhatTheEnergyLeavesBesidesTheHiddenUnits(bool gaussian)
    {
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(gaussian);
        var exact = new Enumeration(layer);
        double[] h = [0, 1, 1];
        double[] v = [1, 0, 0, 1];

        // -log P(v | h) = E(v, h) + log of the sum, or the Gaussian integral, of exp(-E(·, h)).
        double partition = gaussian
            ? -exact.Energy(exact.Mean(h), h) + (0.5 * layer.state_dict()["log_variance"].sum().item<float>())
            : Math.Log(Enumeration.States(Visible).Sum(state => Math.Exp(-exact.Energy(state, h))));

        Assert.Equal(exact.Energy(v, h) + partition, layer.Surprise(Matrix([v]), Matrix([h])).item<float>(), 1e-4);
    }

    [Fact]
    public void TheGradientOfTheLogLikelihoodIsTheExactOne()
    {
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(false);
        double[][] rows = Patterns();

        Tensor likelihood = layer.FreeEnergy(Matrix(rows)).mean().neg()
            - layer.FreeEnergy(Matrix(Enumeration.States(Visible))).neg().logsumexp(0);
        likelihood.backward();

        Assert.Equal(new Enumeration(layer).LogLikelihood(rows), likelihood.item<float>(), 1e-4);
        Assert.All(new Enumeration(layer).WeightGradient(rows).Zip(Gradient(layer)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void ContrastiveDivergenceComesToTheExactGradientWhereItSamplesLong()
    {
        // Two states are as likely as each other, (1 1 0 0) and (0 0 1 1), and the rows are about the one: a short chain does not find the
        // other.
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(false);
        layer.state_dict()["weight"].detach().copy_(tensor([2f, 2, -2, -2]).repeat(Hidden, 1));
        layer.state_dict()["visible_bias"].detach().copy_(tensor([-3f, -3, 3, 3]));
        layer.state_dict()["hidden_bias"].detach().fill_(Kept(0));
        double[][] rows = [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 1], [1, 0, 0, 0]];
        double[] exact = new Enumeration(layer).WeightGradient(rows);

        double[] cosines = [.. new[] { 1, 300 }.Select(steps => Cosine(exact, Contrastive(layer, rows, steps)))];

        Assert.InRange(cosines[0], -1, 0.9);
        Assert.InRange(cosines[1], 0.99, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LongSamplingForgetsWhereItStarted(bool gaussian)
    {
        using DisposeScope scope = NewDisposeScope();
        RbmLayer layer = Layer(gaussian);
        var exact = new Enumeration(layer);

        double[] sampled = Rows(SeededTorch.Run(3, () => layer.Sample(ones(20_000, Visible), 100)).mean([0], keepdim: true))[0];

        double[] expected = new double[Visible];
        foreach ((double[] h, double probability) in Enumeration.States(Hidden).Zip(exact.HiddenProbabilities()))
        {
            double[] mean = gaussian ? exact.Mean(h) : Mean(Enumeration.States(Visible), state => exact.Energy(state, h));
            expected = [.. expected.Zip(mean, (sum, v) => sum + (probability * v))];
        }

        Assert.All(expected.Zip(sampled), pair => Assert.Equal(pair.First, pair.Second, 0.03));
    }

    private static double[] Contrastive(RbmLayer layer, double[][] rows, int steps)
    {
        Tensor here = Matrix(rows).repeat(2500, 1);
        layer.zero_grad();
        (layer.FreeEnergy(SeededTorch.Run(7, () => layer.Sample(here, steps))).mean() - layer.FreeEnergy(here).mean()).backward();
        return [.. Gradient(layer).Select(value => (double)value)];
    }

    private static RbmLayer Layer(bool gaussian) => SeededTorch.Run(11, () =>
    {
        var layer = new RbmLayer(Visible, Hidden, gaussian);
        using IDisposable mode = no_grad();
        foreach (var (_, parameter) in layer.named_parameters())
        {
            parameter.normal_(0, 0.8);
        }

        return layer;
    });

    private static double[][] Patterns() => [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]];

    // The mean of states whose probability is proportional to exp(-energy).
    private static double[] Mean(double[][] states, Func<double[], double> energy)
    {
        double sum = states.Sum(state => Math.Exp(-energy(state)));
        return [.. Enumerable.Range(0, states[0].Length)
            .Select(unit => states.Sum(state => state[unit] * Math.Exp(-energy(state))) / sum)];
    }

    private static Tensor Matrix(double[][] rows) =>
        tensor([.. rows.SelectMany(row => row.Select(value => (float)value))], [rows.Length, rows[0].Length]);

    private static double[][] Rows(Tensor matrix) =>
        [.. matrix.detach().contiguous().data<float>().ToArray().Select(value => (double)value).Chunk((int)matrix.shape[1])];

    private static float[] Gradient(RbmLayer layer) =>
        layer.named_parameters().Single(p => p.name == "weight").parameter.grad!.contiguous().data<float>().ToArray();

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(y => y * y));
}
