using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Families.Variants;
using Detector.Models.Generation;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class VariationalAutoencoderTests(ITestOutputHelper output)
{
    private const int Fields = 6;
    private static readonly ModelSettings Variational = Sample.Fast with
    {
        Variant = Variant.Variational, Widths = [16, 3], InputNoise = 0,
        LearningRate = 0.01, MaxSteps = 800, Trim = 0, EarlyStopping = new() { Patience = 0 },
    };

    private static readonly Lazy<TrainedModel> Trained = new(() => Sample.Train(Sample.Rows(1000, Fields), Variational));

    [Theory]
    [InlineData("variational", LossKind.Mse, ScoreKind.Elbo, "bound", new int[0])]
    [InlineData("variational", LossKind.Mse, ScoreKind.ReconstructionProbability, "probability", new int[0])]
    [InlineData("variational-bce", LossKind.Bce, ScoreKind.Elbo, "bound", new int[0])]
    [InlineData("conditional", LossKind.Mse, ScoreKind.Elbo, "bound", new[] { 1, 4 })]
    [InlineData("conditional", LossKind.Mse, ScoreKind.ReconstructionProbability, "probability", new[] { 1, 4 })]
    public void AllThatItMakesIsPyTorchs(string file, LossKind loss, ScoreKind score, string own, int[] conditions)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Variants", file);
        var settings = new ModelSettings
        {
            Variant = Variant.Variational, Loss = loss, Activation = Activation.Tanh,
            Widths = [5, 3], Variational = new() { Beta = 0.5, Samples = 7 }, Score = new() { Kind = score },
        };
        Autoencoder module = ModelBuilder.Create(settings, Sample.Input(Fields) with { Conditions = conditions });
        reference.LoadInto(module);
        module.eval();
        Tensor input = reference["input"];

        ModelOutput made = module.forward(input);
        Tensor value = module.Loss(input, input, 1);
        value.backward();

        reference.Equal("code", made.Code);
        reference.Equal("reconstruction", made.Reconstruction);
        reference.Equal(own, made.Own!);
        reference.Equal("loss", value.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "log_variance.weight").parameter.grad!);
    }

    [Fact]
    public void TheLowerBoundIsWhatManyDrawsMakeOfIt()
    {
        using DisposeScope scope = NewDisposeScope();
        ModelSettings settings = Variational with { Score = new() { Kind = ScoreKind.Elbo },
            Variational = new() { Samples = 500 }, MaxSteps = 200 };
        TrainedModel model = Sample.Train(Sample.Rows(400, Fields), settings);
        using var module = (VariationalAutoencoder)ModelBuilder.Load(settings, Sample.Input(Fields), model.Parts.Members[0].Weights, CPU);
        double variance = module.state_dict()["likelihood.variance"].item<float>();
        Tensor row = tensor(model.Sample.Features[..Fields], [1, Fields]);

        // log p(x|z) + log p(z) - log q(z|x) for draws of z of its own, with none of the model's formulas but encoder and decoder.
        DiagonalNormal posterior = module.Posterior(row);
        (double[] mean, double[] deviation) = (Doubles(posterior.Mean), [.. Doubles(posterior.LogVariance).Select(v => Math.Exp(v / 2))]);
        var random = new Random(4);
        double[][] draws = [.. Enumerable.Range(0, 4000)
            .Select(_ => mean.Select((m, i) => m + (deviation[i] * Normal(random))).ToArray())];
        float[][] made = [.. module.Generate(tensor([.. draws.SelectMany(z => z.Select(v => (float)v))], [draws.Length, mean.Length]),
            row).data<float>().ToArray().Chunk(Fields)];
        double[] bounds = [.. draws.Zip(made, (z, x) =>
            LogNormal(Doubles(row), [.. x.Select(v => (double)v)], _ => Math.Sqrt(variance))
                + LogNormal(z, new double[z.Length], _ => 1) - LogNormal(z, mean, i => deviation[i]))];

        double expected = -bounds.Average();
        double error = Math.Sqrt(bounds.Average(b => Math.Pow(b + expected, 2)) * ((1.0 / bounds.Length) + (1.0 / 500)));
        double own = module.forward(row).Own!.item<float>();
        output.WriteLine($"{own:F3}, by draws {expected:F3} ± {error:F3}");
        Assert.InRange(own, expected - (4 * error), expected + (4 * error));
        Assert.True(error < 0.5);
    }

    [Fact]
    public void SamplesOfThePriorAreLikeTheRows()
    {
        using var generator = new SampleGenerator(Trained.Value.Parts);

        float[][] made = [.. generator.Generate(1000, 7, []).Chunk(Fields)];
        float[][] real = [.. Trained.Value.Sample.Features.Chunk(Fields)];

        double[] madeCovariance = Covariance(made);
        double[] realCovariance = Covariance(real);
        double distance = Math.Sqrt(
            madeCovariance.Zip(realCovariance, (a, b) => (a - b) * (a - b)).Sum() / realCovariance.Sum(b => b * b));
        output.WriteLine($"covariances differ by {distance:P1}");
        Assert.InRange(distance, 0, 0.25);
        Assert.All(Enumerable.Range(0, Fields), i => Assert.Equal(real.Average(row => row[i]), made.Average(row => row[i]), 0.2));
        Assert.Equal(generator.Generate(5, 7, []), generator.Generate(5, 7, []));
        Assert.NotEqual(generator.Generate(5, 7, []), generator.Generate(5, 8, []));
    }

    [Theory]
    [InlineData(ScoreKind.Elbo)]
    [InlineData(ScoreKind.ReconstructionProbability)]
    public void AnEventScoresTheSameWhateverIsAroundIt(ScoreKind score)
    {
        RowSet rows = Sample.Rows(300, Fields);
        TrainedModel model = Sample.Train(rows, Variational with { Score = new() { Kind = score }, MaxSteps = 50 });
        float[] whole = Score(model, Sample.Batch(rows, 0, 300));

        Assert.Equal(whole, Score(model, Sample.Batch(rows, 0, 300)));
        Assert.All([0, 1, 150, 299], place => Assert.Equal(whole[place], Score(model, Sample.Batch(rows, place, 1))[0]));
        Assert.Equal(whole[100..107], Score(model, Sample.Batch(rows, 100, 7)));
    }

    [Fact]
    public void TheDivergenceWarmsUp()
    {
        using DisposeScope scope = NewDisposeScope();
        using var module = (VariationalAutoencoder)ModelBuilder.Create(Variational with { Variational = new() { Beta = 2, WarmUp = 0.5 } },
            Sample.Input(Fields));
        module.eval();
        Tensor rows = Sample.Noise(20, Fields);
        double divergence = module.Posterior(rows).Divergence().mean().item<float>();

        double[] loss = [.. new[] { 0, 0.25, 0.5, 1 }.Select(progress => (double)module.Loss(rows, rows, progress).item<float>())];

        Assert.Equal(divergence / Fields, loss[1] - loss[0], 1e-5);
        Assert.Equal(2 * divergence / Fields, loss[2] - loss[0], 1e-5);
        Assert.Equal(loss[2], loss[3]);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void WhileItWarmsUpTrainingIsNotStoppedEarly(double warmUp, bool whole)
    {
        ModelSettings settings = Variational with { EarlyStopping = new() { Patience = 1 }, Variational = new() { WarmUp = warmUp } };

        Assert.Equal(whole, Sample.Train(Sample.Rows(200, Fields), settings).Report.Curve[^1].Step == settings.MaxSteps);
    }

    [Fact]
    public void ALossThatIsNoLikelihoodIsRefused() =>
        Assert.Contains("not Huber", Assert.Throws<ArgumentException>(() =>
            ModelBuilder.Create(Variational with { Loss = LossKind.Huber }, Sample.Input(4))).Message);

    [Fact]
    public void AScoreThatOnlyOtherModelsHaveIsRefusedWithThoseThatItHas()
    {
        TrainingException error = Assert.Throws<TrainingException>(() =>
            Sample.Train(Sample.Rows(40, 3), Sample.Fast with { Score = new() { Kind = ScoreKind.Elbo } }));

        Assert.Contains("variant Plain has no Elbo; it has: MeanSquared, Standardised, Mahalanobis.", error.Message);
    }

    [Fact]
    public void OnlyAModelThatHasAPriorMakesSamples() =>
        Assert.Contains("of variant Plain makes no samples",
            Assert.Throws<ArgumentException>(() => new SampleGenerator(TrainedOnce.Model.Parts)).Message);

    private static float[] Score(TrainedModel model, Batch batch)
    {
        using IScorer scorer = model.CreateScorer("v", 300, "cpu");
        var scores = new BatchScores(300);
        scorer.Score(batch, scores);
        return scores.Score[..batch.Count];
    }

    private static double[] Covariance(float[][] rows)
    {
        double[] mean = [.. Enumerable.Range(0, Fields).Select(i => rows.Average(row => (double)row[i]))];
        return [.. Enumerable.Range(0, Fields * Fields)
            .Select(at => rows.Average(row => (row[at / Fields] - mean[at / Fields]) * (row[at % Fields] - mean[at % Fields])))];
    }

    private static double LogNormal(double[] x, double[] mean, Func<int, double> deviation) =>
        x.Select((value, i) => (-0.5 * Math.Pow((value - mean[i]) / deviation(i), 2))
            - Math.Log(deviation(i)) - (0.5 * Math.Log(2 * Math.PI))).Sum();

    private static double[] Doubles(Tensor tensor) => [.. tensor.detach().data<float>().ToArray().Select(v => (double)v)];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
