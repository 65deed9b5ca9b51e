using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Thresholds;
using Detector.Retraining.Comparison;

namespace Detector.Retraining.Tests.Comparison;

public sealed class PromotionRuleTests
{
    private const double Target = 0.01;
    private static readonly SampleSet HeldBack = Samples(World.Usual(2000, 1));

    /// <summary>How far an event lies from where its fields hang together.</summary>
    private static double Good(double[] x) =>
        Math.Sqrt(Square(x[0] + x[1]) + Square(x[3] - x[0] - x[2]) + Square(x[4] - (2 * x[2])))
        + (0.1 * Math.Sqrt(Square(x[0]) + Square(x[2])));

    private static double TwoFields(double[] x) => Math.Sqrt(Square(x[0]) + Square(x[1]));

    public static TheoryData<string> Kinds => [.. Worse.Keys];

    private static readonly Dictionary<string, (Func<double[], double> Score, double Threshold)> Worse = new()
    {
        ["constant"] = (_ => 1, 2),
        ["noise"] = (x => Math.Abs((Math.Sin(1e6 * x.Sum()) * 1e4) % 1), 0.99),
        ["upside down"] = (x => 1 / (1 + Good(x)), 0.9),
        ["not a number"] = (x => x[0] > 1 ? double.NaN : Good(x), Threshold(Good)),
        ["infinite"] = (x => x[0] > 2 ? double.PositiveInfinity : Good(x), Threshold(Good)),
        ["alerts too much"] = (Good, 0.6 * Threshold(Good)),
        ["alerts everything"] = (Good, 0),
        ["blind"] = (Good, 6 * Threshold(Good)),
        ["alerts nothing"] = (Good, 1e9),
        ["sees two fields of five"] = (TwoFields, Threshold(TwoFields)),
        ["sees each field by itself"] = (x => x.Sum(Math.Abs), Threshold(x => x.Sum(Math.Abs))),
        ["fields are mixed up"] = (x => Good([x[4], x[0], x[3], x[1], x[2]]), Threshold(x => Good([x[4], x[0], x[3], x[1], x[2]]))),
        ["knows half of the world"] = (x => Good(x) + (x[2] > 0 ? 5 : 0), Threshold(Good)),
        ["of another world"] = (x => Good([x[0] - 3, x[1] - 3, x[2], x[3], x[4]]), Threshold(Good)),
        ["saturated"] = (x => Math.Min(Good(x), 0.4), 0.39),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NoKindOfWorseIsPromoted(string kind)
    {
        (Func<double[], double> score, double threshold) = Worse[kind];
        Assert.NotEmpty(Judge((Good, Threshold(Good)), (score, threshold)));
    }

    [Fact]
    public void TheSameOneIs() => Assert.Empty(Judge((Good, Threshold(Good)), (Good, Threshold(Good))));

    [Fact]
    public void OneThatScoresOnAnotherScaleIs() =>
        Assert.Empty(Judge((Good, Threshold(Good)), (x => 7 + (1000 * Good(x)), 7 + (1000 * Threshold(Good)))));

    [Fact]
    public void ABetterOneIs()
    {
        (Func<double[], double> score, double threshold) = Worse["sees each field by itself"];
        Assert.Empty(Judge((score, threshold), (Good, Threshold(Good))));
    }

    [Fact]
    public void OneThatKnowsTheNewWorldIs()
    {
        (Func<double[], double> score, double threshold) = Worse["of another world"];
        Assert.Empty(Judge((score, threshold), (Good, Threshold(Good))));
    }

    [Fact]
    public void OneThatHasLearnedWhatIsPlantedIsNot()
    {
        // A fifth of the events held back are strange; the champion sees them, the challenger takes them for usual.
        SampleSet poisoned = Samples(World.Mixed(World.Usual(2000, 1), World.Strange(2000, 2), 5));
        double usual = Threshold(Good);
        Assert.NotEmpty(Judge((Good, usual), (Good, Quantile(poisoned, Good)), poisoned));
    }

    [Fact]
    public void ByAGoldenSetOneCanBeWorseAswell()
    {
        ModelFigures good = new ModelComparison(World.Schema, HeldBack, Target)
            .Measure(new FakeModel("a", Good), Of(Threshold(Good)), CancellationToken.None).Figures with { GoldenPrecision = 0.9 };
        var rule = new PromotionRule(Target);
        Assert.Empty(rule.Against(good, good, 2000, 2000));
        ModelFigures worse = good with { GoldenPrecision = 0.8 };
        Assert.Contains("golden", Assert.Single(rule.Against(good, worse, 2000, 2000)), StringComparison.Ordinal);
    }

    [Fact]
    public void TooFewEventsHeldBackDecideNothing() =>
        Assert.NotEmpty(Judge((Good, Threshold(Good)), (Good, Threshold(Good)), Samples(World.Usual(99, 1))));

    [Fact]
    public void RanksAreComparedWhateverTheScale()
    {
        double[] scores = [3, 1, 2, 2, 5];
        Assert.Equal(1, ModelComparison.Agreement(scores, [30, -1, 4, 4, 31]), 12);
        Assert.Equal(-1, ModelComparison.Agreement(scores, [.. scores.Select(score => -score)]), 12);
    }

    private static IReadOnlyList<string> Judge(
        (Func<double[], double> Score, double Threshold) champion, (Func<double[], double> Score, double Threshold) challenger,
        SampleSet? heldBack = null)
    {
        var comparison = new ModelComparison(World.Schema, heldBack ?? HeldBack, Target);
        ModelFigures Figures(string name, (Func<double[], double> Score, double Threshold) model) => comparison.Measure(
            new FakeModel(name, model.Score), Of(model.Threshold), TestContext.Current.CancellationToken).Figures;
        (ModelFigures one, ModelFigures other) = (Figures("champion", champion), Figures("challenger", challenger));
        return new PromotionRule(Target).Against(one, other, comparison.Rows, comparison.Planted);
    }

    private static Threshold Of(double value) =>
        new() { Value = value, Method = ThresholdMethod.Quantile, Target = Target, Version = "t", Samples = 2000 };

    private static double Threshold(Func<double[], double> score) => Quantile(HeldBack, score);

    private static double Quantile(SampleSet samples, Func<double[], double> score)
    {
        double[] scores = [.. Enumerable.Range(0, samples.Count).Select(i => score(samples.Copy(i))).Order()];
        return scores[(int)((1 - Target) * scores.Length)];
    }

    private static SampleSet Samples(IEnumerable<double[]> rows)
    {
        var set = new RowSet(World.Schema.FieldCount);
        foreach (double[] row in rows)
        {
            set.Add(row);
        }

        return SampleSet.Vectors(set);
    }

    private static double Square(double x) => x * x;
}
