using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class WindowLearnerTests
{
    private const int Steps = 16;

    // Of a walk x' = 0.8 x + e the best forecast is 0.8 of the last value, and what lies further back adds nothing; the inverse covariance
    // says that a last value is expected there too. Both but for the shrinkage, which tells measured from moved: the last value counts a
    // little less and older ones a little.
    [Fact]
    public void AWalkIsForecastFromItsLastValue()
    {
        WindowCalibration calibration = Learn(Walk(20_000, 1, 0.8))!;

        double[] given = Normalised(calibration.Maps[0]);
        double[] forecast = Normalised(calibration.Maps[1]);
        Assert.Equal(8, given.Length);
        Assert.Equal(given, forecast, (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.InRange(-forecast[^2], 0.6, 0.8);
        Assert.InRange(-forecast[^3], 0, 0.2);
        Assert.Equal(ForecastOfShrunkWalk(8, 0.8), [.. forecast.SkipLast(1).Select(weight => -weight)], (a, b) => Math.Abs(a - b) < 0.03);
    }

    [Fact]
    public void UsualEndsHaveAnErrorOfOne()
    {
        WindowCalibration calibration = Learn(Walk(6000, 3, 0.9))!;
        float[][] others = Walk(2000, 3, 0.9, seed: 9);

        for (int map = 0; map < calibration.Maps.Count; map++)
        {
            // Without averaging: a sequence as long as the window.
            int window = calibration.Steps(map);
            var errors = new WindowErrors(calibration with { Maps = [calibration.Maps[map]] }, window);
            Assert.Equal(1, Enumerable.Range(0, others.Length - window)
                .Average(start => errors.Of([.. others.Skip(start).Take(window).SelectMany(row => row)])), 0.1);
        }
    }

    [Fact]
    public void ASensorThatLeavesItsCompanionIsNamed()
    {
        float[][] rows = [.. Walk(6000, 2, 0.95).Select((row, i) => new[] { row[0], row[1], row[0] + (0.05f * Noise(i)) })];
        var errors = new WindowErrors(Learn(rows)!, Steps);
        float[][] usual = [.. rows.Skip(3000).Take(Steps)];
        float[][] broken = [.. usual.Select((row, i) => i < Steps - 2 ? row : [row[0], row[1], -row[2] + 1])];

        float[] sample = [.. broken.SelectMany(row => row)];
        double[] parts = errors.Parts(sample, new float[sample.Length]);
        double[] ofFields = [.. Enumerable.Range(0, 3).Select(field => parts.Where((_, i) => i % 3 == field).Sum())];

        Assert.InRange(errors.Of([.. usual.SelectMany(row => row)]), 0.1, 2.5);
        Assert.True(errors.Of(sample) > 5);
        Assert.True(ofFields[1] < 0.1 * ofFields.Sum(), string.Join(' ', ofFields));
    }

    // Neither divides by nothing, and the constant that moves is strange.
    [Fact]
    public void AConstantThatMovesIsStrangeButNotInfinite()
    {
        float[][] rows = [.. Walk(2000, 1, 0.5).Select(row => new[] { row[0], 3f })];
        var errors = new WindowErrors(Learn(rows)!, Steps);
        float[] sample = [.. rows.Take(Steps).SelectMany(row => row)];
        double before = errors.Of(sample);
        sample[^1] = 4;

        Assert.InRange(errors.Of(sample), 3 * before, 1e4);
    }

    [Fact]
    public void RowsTooWideForTwoStepsHaveNone() => Assert.Null(Learn(Walk(20, 1100, 0.5)));

    // Keys of three rows each: no window of eight is whole.
    [Fact]
    public void SequencesShorterThanAWindowHaveNone() =>
        Assert.Null(Learn(Walk(300, 2, 0.5), [.. Enumerable.Range(0, 100).Select(i => 3 * i)]));

    private static double[] Normalised(float[] map) => [.. map.Select(weight => (double)weight / map[^1])];

    // Least squares on the walk's own covariance, shrunk by a tenth, by Gauss-Seidel.
    private static double[] ForecastOfShrunkWalk(int window, double memory)
    {
        double C(int i, int j) => i == j ? 1 : 0.97 * Math.Pow(memory, Math.Abs(i - j));
        double[] weights = new double[window - 1];
        for (int round = 0; round < 1000; round++)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = C(i, window - 1) - Enumerable.Range(0, weights.Length).Where(j => j != i).Sum(j => C(i, j) * weights[j]);
            }
        }

        return weights;
    }

    private static float[][] Walk(int count, int features, double memory, int seed = 1)
    {
        var random = new Random(seed);
        double[] state = new double[features];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            for (int i = 0; i < features; i++)
            {
                state[i] = (memory * state[i])
                    + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            return state.Select(x => (float)x).ToArray();
        })];
    }

    private static float Noise(int i) => (float)Math.Sin(12.9898 * i * i);

    private static WindowCalibration? Learn(float[][] rows, int[]? starts = null)
    {
        int features = rows[0].Length;
        var set = new RowSet(features);
        foreach (float[] row in rows)
        {
            set.Add([.. row.Select(x => (double)x)]);
        }

        var schema = new Schema(new() {
            Fields = [.. Enumerable.Range(0, features).Select(i => new FieldSettings { Name = $"x{i}", Scaling = Scaling.None })] });
        return WindowLearner.Learn(Samples.Of(SampleSet.Sequences(set, Steps, starts ?? [0]), FeatureTransform.Fit(schema, set)));
    }
}
