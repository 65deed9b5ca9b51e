using System.Text;
using System.Text.Json;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Core.Tests.Features;

public class FeatureTransformTests
{
    private static readonly double[] Column = [3, -1, 4, 1, -5, 9, 2, 6];

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.Robust)]
    [InlineData(Scaling.None)]
    public void NumbersAreScaledAsTheFormulaSays(Scaling scaling)
    {
        // mean 2.375, population deviation sqrt(173/8 - 2.375²), quartiles 0.5, 2.5, 4.5 (numpy's linear rule), range -5..9
        double deviation = Math.Sqrt((173.0 / 8) - (2.375 * 2.375));
        (double center, double scale) = scaling switch
        {
            Scaling.Standard => (2.375, deviation),
            Scaling.MinMax => (-5, 14),
            Scaling.Robust => (2.5, 4.0),
            _ => (0, 1.0),
        };
        FeatureTransform transform = Fit([new() { Name = "x", Scaling = scaling }], Column.Select(x => new[] { x }));

        float[] features = Apply(transform, [.. Column, 12.5, double.NaN]);

        double[] expected = [.. Column.Append(12.5).Append(2.375).Select(x => (x - center) / scale)];
        Assert.Equal(expected, features.Select(f => (double)f), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(30)]
    public void ManyNumbersAtOnceAreScaledLikeEachAlone(int fields)
    {
        var random = new Random(fields);
        FieldSettings[] settings = [.. Enumerable.Range(0, fields).Select(i => new FieldSettings
        {
            Name = $"f{i}",
            Scaling = (Scaling)(i % 4),
            Log1p = i % 3 == 1,
            Kind = i % 5 == 4 ? FieldKind.Boolean : FieldKind.Numeric,
        })];
        double[][] rows = [.. Enumerable.Range(0, 50).Select(_ => settings.Select((s, i) =>
            s.Kind == FieldKind.Boolean ? random.Next(2) : (random.NextDouble() - 0.4) * Math.Pow(10, i % 7)).ToArray())];
        rows[7][0] = double.NaN;
        FeatureTransform whole = Fit(settings, rows);

        float[] together = Apply(whole, [.. rows.SelectMany(r => r)]);

        for (int i = 0; i < fields; i++)
        {
            float[] alone = Apply(Fit([settings[i]], rows.Select(r => new[] { r[i] })), [.. rows.Select(r => r[i])]);
            Assert.Equal(alone, together.Where((_, at) => at % fields == i), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void Log1pKeepsTheSign()
    {
        FeatureTransform transform = Fit([new() { Name = "x", Log1p = true, Scaling = Scaling.None }], [[0.0], [1]]);

        Assert.Equal([0f, MathF.Log(2), -MathF.Log(2), MathF.Log(1001)],
            Apply(transform, [0, 1, -1, 1000]), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void AConstantColumnShowsAChangeAndBoundsIt()
    {
        FeatureTransform transform = Fit([new() { Name = "x" }], Enumerable.Repeat(new[] { 5000.1 }, 100));

        float[] features = Apply(transform, [5000.1, 5001.1, 1e300, double.PositiveInfinity, -1e300]);

        Assert.Equal([0f, 1, 20, 20, -20], features, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void NoiseOfASendersRoundingIsNotBlownUp()
    {
        // 1/3 in single precision now and then: a spread of 1e-8 that means nothing.
        IEnumerable<double[]> rows = Enumerable.Range(0, 100).Select(i => new[] { i % 10 == 0 ? (double)(1f / 3) : 1.0 / 3 });
        FeatureTransform transform = Fit([new() { Name = "x" }], rows);

        Assert.All(Apply(transform, [1f / 3, 1.0 / 3]), f => Assert.InRange(f, -0.05f, 0.05f));
        Assert.Equal(20, Apply(transform, [0.5])[0]);
    }

    [Theory]
    [InlineData(FieldKind.Boolean)]
    [InlineData(FieldKind.Categorical)]
    public void ARareFlagOrCategoryIsVisibleButBounded(FieldKind kind)
    {
        IEnumerable<double[]> rows = Enumerable.Range(0, 100_000).Select(i => new[] { i == 0 ? 1.0 : 0 });
        FeatureTransform transform = Fit([new() { Name = "x", Kind = kind }], rows);

        float[] usual = Apply(transform, [0]);
        float[] rare = Apply(transform, [1]);

        Assert.InRange(usual.Zip(rare, (a, b) => (a - b) * (a - b)).Sum(), 4, 36);
        Assert.All(usual, f => Assert.InRange(f, -0.01f, 0.01f));
    }

    [Fact]
    public void CategoriesAreOneHotOverTheMostFrequentAndOther()
    {
        string[] texts = [.. Enumerable.Repeat("DE", 5), .. Enumerable.Repeat("FR", 3), "AT", "CH"];
        FeatureTransform transform = FitTexts(
            new() { Name = "c", Kind = FieldKind.Categorical, MaxCategories = 2, Scaling = Scaling.None }, texts);

        float[] features = Apply(transform, [Token("FR"), Token("DE"), Token("AT"), Token("never seen"), double.NaN]);

        Assert.Equal(["c=DE", "c=FR", "c:other"], transform.FeatureNames);
        Assert.Equal([0f, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1], features);
        Assert.Equal(["FR", "other", "missing"],
            [transform.FormatValue(0, Token("FR")), transform.FormatValue(0, Token("AT")), transform.FormatValue(0, double.NaN)]);
        Assert.Equal(["FR", "other"], [transform.FormatExpected(0, [0.1f, 0.7f, 0.2f]), transform.FormatExpected(0, [0.1f, 0.2f, 0.7f])]);
    }

    [Fact]
    public void ACategorysFeaturesTogetherWeighAsMuchAsANumber()
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(i => (i % 4).ToString())];
        FeatureTransform transform = FitTexts(new() { Name = "c", Kind = FieldKind.Categorical }, texts);

        float[] features = Apply(transform, [.. texts.Select(Token)]);

        Assert.Equal(1, features.Sum(f => (double)f * f) / texts.Length, 1e-5);
        Assert.Equal(0, features.Sum(f => (double)f) / texts.Length, 1e-4);
        Assert.Equal("2", transform.FormatExpected(0, features.AsSpan(2 * transform.Width, transform.Width)));
    }

    [Fact]
    public void HashedCategoriesSetOneBucketEach()
    {
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => $"shop-{i}")];
        var settings = new FieldSettings { Name = "shop", Kind = FieldKind.Categorical,
            Encoding = CategoryEncoding.Hashing, HashBuckets = 8, Scaling = Scaling.None };
        FeatureTransform transform = FitTexts(settings, texts);

        float[][] rows = [.. texts.Select(t => Apply(transform, [Token(t)]))];

        Assert.Equal(8, transform.Width);
        Assert.All(rows, row => Assert.Equal(1, row.Sum()));
        Assert.All(Enumerable.Range(0, 8), bucket => Assert.InRange(rows.Sum(row => row[bucket]), 30, 100));
        Assert.Equal(0, Apply(transform, [double.NaN]).Sum());
        Assert.Equal("shop-0", FitTexts(settings, ["shop-0"]).FormatValue(0, Token("shop-0")));
    }

    [Theory]
    [InlineData(FieldKind.TimeOfDay, 0.25, "06:00")]
    [InlineData(FieldKind.TimeOfDay, 0.6055555556, "14:32")]
    [InlineData(FieldKind.TimeOfWeek, 3.25 / 7, "Thu 06:00")]
    public void TimesBecomeAnAngle(FieldKind kind, double turn, string text)
    {
        var time = new DateTimeOffset(2026, 1, 1, text.EndsWith("14:32", StringComparison.Ordinal) ? 14 : 6,
            text.EndsWith("32", StringComparison.Ordinal) ? 32 : 0, 0, TimeSpan.Zero);
        Assert.Equal(DayOfWeek.Thursday, time.DayOfWeek);
        double raw = time.ToUnixTimeSeconds();
        FeatureTransform transform = Fit([new() { Name = "t", Kind = kind }], [[raw]]);

        float[] features = Apply(transform, [raw]);

        Assert.Equal(Math.Sin(2 * Math.PI * turn), features[0], 1e-6);
        Assert.Equal(Math.Cos(2 * Math.PI * turn), features[1], 1e-6);
        Assert.Equal(text, transform.FormatValue(0, raw));
        Assert.Equal(text,
            transform.FormatExpected(0, [(float)Math.Sin((2 * Math.PI * turn) + 1e-4), (float)Math.Cos((2 * Math.PI * turn) + 1e-4)]));
    }

    [Fact]
    public void AReconstructionReadsInTheUnitsOfTheMessage()
    {
        FieldSettings[] settings = [new() { Name = "amount", Log1p = true },
            new() { Name = "online", Kind = FieldKind.Boolean }, new() { Name = "level", Scaling = Scaling.Robust }];
        double[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { 12.5 * i, i % 2, 1e6 + i })];
        FeatureTransform transform = Fit(settings, rows);

        float[] features = Apply(transform, rows[40]);

        Assert.Equal(["500", "false", "1000040"], Enumerable.Range(0, 3).Select(i => transform.FormatExpected(i, features)));
        Assert.Equal(["500", "false", "1000040"], Enumerable.Range(0, 3).Select(i => transform.FormatValue(i, rows[40][i])));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(57.16, "57.16")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(-1234567.891, "-1234568")]
    [InlineData(0.000123456789, "0.000123457")]
    [InlineData(1.5e-9, "1.5E-09")]
    [InlineData(2e20, "2E+20")]
    [InlineData(double.NaN, "missing")]
    public void NumbersAreShortAndInvariant(double raw, string text) =>
        Assert.Equal(text, Fit([new() { Name = "x" }], [[1.0], [2]]).FormatValue(0, raw));

    [Theory]
    [InlineData(149.894, 40, false, "150")]
    [InlineData(3.98511, 1.2, false, "3.99")]
    [InlineData(3.9951, 1.2, false, "4")]
    [InlineData(-12345.6, 5000, false, "-12346")]
    [InlineData(293.1512, 0.02, false, "293.151")]
    [InlineData(0.00012345, 0.001, false, "0.000123")]
    [InlineData(314.792, 1.5, true, "315")]
    [InlineData(1.23456e-9, 1, false, "1.23E-09")]
    [InlineData(double.NaN, 1, false, "missing")]
    [InlineData(double.PositiveInfinity, 1, false, "Infinity")]
    public void AnEstimateHasTheDigitsThatMatter(double expected, double spread, bool log, string text)
    {
        var field = new FieldSettings { Name = "x", Log1p = log };
        FeatureTransform transform = Fit(
            [field], [.. new[] { -spread, spread }.Select(x => new[] { log ? Math.CopySign(Math.Exp(spread) - 1, x) : x })]);

        float scaled = (float)((log ? Math.Log(1 + expected) : expected) / spread);

        Assert.Equal(text, transform.FormatExpected(0, [scaled]));
    }

    [Fact]
    public void TheStateSurvivesJson()
    {
        var random = new Random(5);
        FieldSettings[] settings =
        [
            new() { Name = "a", Missing = MissingPolicy.Mean }, new() { Name = "b", Log1p = true },
            new() { Name = "c", Kind = FieldKind.Categorical },
            new() { Name = "d", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.Hashing },
            new() { Name = "e", Kind = FieldKind.TimeOfWeek },
            new() { Name = "f", Kind = FieldKind.Boolean },
        ];
        double[][] rows = [.. Enumerable.Range(0, 200).Select(i => new[]
        {
            i % 9 == 0 ? double.NaN : random.NextDouble(), random.NextDouble() * 1e5,
                Token($"{random.Next(50)}"), Token($"{random.Next(900)}"), random.Next(), random.Next(2),
        })];
        var schema = new Schema(new() { Fields = settings });
        FeatureTransform fitted = Fit(settings, rows);

        string json = JsonSerializer.Serialize(fitted.ToState());
        FeatureTransform restored = FeatureTransform.FromState(JsonSerializer.Deserialize<FeatureTransformState>(json)!, schema);

        double[] flat = [.. rows.SelectMany(r => r)];
        Assert.Equal(Apply(fitted, flat), Apply(restored, flat));
        Assert.Equal(fitted.FeatureNames, restored.FeatureNames);
        Assert.Equal(fitted.Width, restored.FeatureNames.Count);
        Assert.Equal([0, 1, 2], [fitted.FieldOf(0), fitted.FieldOf(1), fitted.FieldOf(2)]);
        Assert.Equal(5, fitted.FieldOf(fitted.Width - 1));
    }

    [Fact]
    public void AnotherSchemasStateIsRefused()
    {
        FeatureTransformState state = Fit([new() { Name = "a" }], [[1.0]]).ToState();

        Assert.Contains("\"b\"", Assert.Throws<ArgumentException>(() =>
            FeatureTransform.FromState(state, new(new() { Fields = [new() { Name = "b" }] }))).Message);
        Assert.Contains("1 fields", Assert.Throws<ArgumentException>(() =>
            FeatureTransform.FromState(state, new(new() { Fields = [new() { Name = "a" }, new() { Name = "b" }] }))).Message);
        Assert.Contains("\"a\"", Assert.Throws<ArgumentException>(() =>
            FeatureTransform.FromState(state, new(new() { Fields = [new() { Name = "a", Kind = FieldKind.TimeOfDay }] }))).Message);
    }

    [Fact]
    public void NothingIsAllocatedAndEmptyColumnsDoNoHarm()
    {
        FieldSettings[] settings = [new() { Name = "a", Missing = MissingPolicy.Mean }, new() { Name = "c", Kind = FieldKind.Categorical },
            new() { Name = "t", Kind = FieldKind.TimeOfDay, Missing = MissingPolicy.Mean }];
        double[] row = [double.NaN, Token("x"), double.NaN];
        FeatureTransform transform = Fit(settings, [row, row]);
        float[] features = new float[transform.Width];
        transform.Transform(row, 1, features);

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                transform.Transform(row, 1, features);
            }
        }));

        Assert.All(features, f => Assert.True(float.IsFinite(f)));
        Assert.Throws<ArgumentException>(() => FeatureTransform.Fit(new(new() { Fields = settings }), new RowSet(3)));
    }

    [Theory]
    [InlineData(Direction.Above, 3.375, 1)]
    [InlineData(Direction.Above, 9, 1)]
    [InlineData(Direction.Below, -5, -1)]
    [InlineData(Direction.Below, 3.375, -1)]
    public void WhatIsOnTheSideThatDoesNotCountIsTheMean(Direction direction, double value, int side)
    {
        // Mean 2.375; from there four values above are 0.625, 1.625, 6.625 and 3.625, four below 3.375, 1.375, 7.375 and 0.375.
        double[] above = [0.625, 1.625, 6.625, 3.625];
        double[] below = [3.375, 1.375, 7.375, 0.375];
        double spread = Math.Sqrt((side > 0 ? above : below).Average(x => x * x));
        FeatureTransform transform = Fit([new() { Name = "x", Direction = direction }], Column.Select(x => new[] { x }));

        float[] features = Apply(transform, [value, 2.375 - (side * 4), double.NaN, 2.375 + (side * 1e9)]);

        double expected = Math.Max(0, side * (value - 2.375)) / spread * side;
        Assert.Equal([expected, 0, 0, side * 20], features.Select(f => (double)f), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([side], transform.Sides!);
    }

    [Fact]
    public void ANumberThatIsMostlyNothingIsNotRareForThat()
    {
        // One in a hundred is 1 or so: its own spread is a tenth, but those that are there are about 1 from the mean.
        double[] shares = [.. Enumerable.Range(0, 10_000).Select(i => i % 100 == 0 ? 0.5 + (i % 1000 / 1000.0) : 0)];
        FieldSettings field = new() { Name = "x" };

        float both = Apply(Fit([field], shares.Select(x => new[] { x })), [1])[0];
        float above = Apply(Fit([field with { Direction = Direction.Above }], shares.Select(x => new[] { x })), [1])[0];

        Assert.InRange(both, 9, 11);
        Assert.InRange(above, 0.9, 1.1);
    }

    [Fact]
    public void OnlyDirectionsGiveSides()
    {
        FieldSettings[] fields = [new() { Name = "a" }, new() { Name = "t", Kind = FieldKind.TimeOfDay },
            new() { Name = "b", Kind = FieldKind.Boolean, Direction = Direction.Below }];
        double[][] rows = [[1, 0, 0], [2, 3600, 1], [3, 7200, 1]];

        Assert.Equal([0, 0, 0, -1], Fit(fields, rows).Sides!);
        Assert.Null(Fit(fields[..2], rows.Select(row => row[..2])).Sides);

        // A flag that is missing is as often true as in the training rows; true is on the side that does not count.
        float[] features = Apply(Fit(fields, rows), [1, 0, 1, 1, 0, double.NaN, 1, 0, 0]);
        Assert.Equal((0f, 0f), (features[3], features[7]));
        Assert.InRange(features[11], -2, -1);
    }

    private static double Token(string text) => CategoryToken.Of(Encoding.UTF8.GetBytes(text));

    private static FeatureTransform Fit(FieldSettings[] fields, IEnumerable<double[]> rows) => Fit(fields, rows, new());

    private static FeatureTransform FitTexts(FieldSettings field, string[] texts)
    {
        var names = new CategoryNames();
        foreach (string text in texts)
        {
            names.Learn(Token(text), Encoding.UTF8.GetBytes(text));
        }

        return Fit([field], texts.Select(t => new[] { Token(t) }), names);
    }

    private static FeatureTransform Fit(FieldSettings[] fields, IEnumerable<double[]> rows, CategoryNames names)
    {
        var set = new RowSet(fields.Length, names);
        foreach (double[] row in rows)
        {
            set.Add(row);
        }

        return FeatureTransform.Fit(new Schema(new() { Fields = fields }), set);
    }

    private static float[] Apply(FeatureTransform transform, double[] rows)
    {
        int count = rows.Length / transform.FieldCount;
        float[] features = new float[count * transform.Width];
        transform.Transform(rows, count, features);
        return features;
    }
}
