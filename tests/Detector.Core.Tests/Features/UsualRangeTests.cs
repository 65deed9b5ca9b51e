using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Features;

/// <summary>What training rows had of a field, as it stands beside a cause.</summary>
public class UsualRangeTests
{
    // 1 to 101: five of a hundred steps lie below 6, five above 96.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ANumbersRangeIsFromItsFiveToItsNinetyFivePercentQuantile(bool isLogarithmic)
    {
        FeatureTransform transform = Fit(new() { Name = "x", Log1p = isLogarithmic }, Enumerable.Range(1, 101).Select(i => (double)i));

        Assert.Equal(new UsualValues("6", "96", null, true), transform.Usual(0, 96));
        Assert.False(transform.Usual(0, 96.1)!.Has);
        Assert.False(transform.Usual(0, 5)!.Has);
        Assert.Null(transform.Usual(0, double.NaN));
    }

    [Fact]
    public void OfANumberThatIsStrangeOnOneSideOnlyThatEndIsTold()
    {
        IEnumerable<double> numbers = Enumerable.Range(1, 101).Select(i => (double)i);
        FeatureTransform above = Fit(new() { Name = "x", Direction = Direction.Above }, numbers);
        FeatureTransform below = Fit(new() { Name = "x", Direction = Direction.Below }, numbers);

        Assert.Equal(new UsualValues(null, "96", null, true), above.Usual(0, 1));
        Assert.Equal((false, "up to 96"), (above.Usual(0, 97)!.Has, above.Usual(0, 97)!.ToString()));
        Assert.Equal((true, "from 6 on"), (below.Usual(0, 101)!.Has, below.Usual(0, 101)!.ToString()));
        Assert.False(below.Usual(0, 5)!.Has);
    }

    [Theory]
    [InlineData(0.0014, 0.0117)] // 0.001914, 0.011186
    [InlineData(-31.2345, 311.2345)]
    [InlineData(101_325.1, 101_326.9)]
    [InlineData(-0.4, 1e9)]
    [InlineData(7, 7)]
    [InlineData(-2e-12, 3e-12)]
    [InlineData(-1e130, 1e131)]
    public void WhatIsToldOfARangeIsTrueOfEveryValue(double least, double most)
    {
        double[] values = [.. Enumerable.Range(0, 1001).Select(i => least + ((most - least) * i / 1000))];
        FeatureTransform transform = Fit(new() { Name = "x" }, values);

        foreach (double value in values)
        {
            UsualValues usual = transform.Usual(0, value)!;
            (double told, double from, double to) = (Number(transform.FormatValue(0, value)), Number(usual.From!), Number(usual.To!));
            Assert.Equal(told >= from && told <= to, usual.Has);
        }

        Assert.InRange(values.Count(value => transform.Usual(0, value)!.Has), 900, least == most ? 1001 : 925);
    }

    [Fact]
    public void ATimesRangeMayPassOverMidnight()
    {
        // Ninety-five between 22:00 and 03:40, five at noon.
        IEnumerable<double> nights = Enumerable.Range(0, 95).Select(i => (22 * 3600.0) + (i * 216) + (i * 86_400));
        FeatureTransform transform = Fit(new() { Name = "at", Kind = FieldKind.TimeOfDay }, nights.Concat(Enumerable.Repeat(43_200.0, 5)));

        UsualValues night = transform.Usual(0, 86_400 + 60)!;
        Assert.Equal("22:00 to 03:21", night.ToString()); // ninety of them: 89 steps of 216 seconds
        Assert.True(night.Has);
        Assert.True(transform.Usual(0, (3 * 3600) + (21 * 60) + 59)!.Has); // which is told as 03:21
        Assert.False(transform.Usual(0, (3 * 3600) + (22 * 60))!.Has);
        Assert.False(transform.Usual(0, 43_200)!.Has);
    }

    [Fact]
    public void ATimeOfWeekHasItsDay()
    {
        // Mondays at nine, from 1970-01-05 on.
        IEnumerable<double> mondays = Enumerable.Range(0, 50).Select(i => (4 * 86_400.0) + (i * 604_800) + 32_400);
        FeatureTransform transform = Fit(new() { Name = "at", Kind = FieldKind.TimeOfWeek }, mondays);

        Assert.Equal("Mon 09:00 to Mon 09:00", transform.Usual(0, (4 * 86_400) + 32_400)!.ToString());
        Assert.False(transform.Usual(0, (5 * 86_400) + 32_400)!.Has);
    }

    [Theory]
    [InlineData(CategoryEncoding.OneHot)]
    [InlineData(CategoryEncoding.Hashing)]
    public void ACategoryIsUsualAmongThoseThatMakeUpNineInTenRows(CategoryEncoding encoding)
    {
        (string Text, int Rows)[] counts = [("DE", 60), ("FR", 31), ("IT", 8), ("ZA", 1)];
        var names = new CategoryNames();
        foreach ((string text, _) in counts)
        {
            names.Learn(Token(text), Encoding.UTF8.GetBytes(text));
        }

        FeatureTransform transform = Fit(
            new() { Name = "country", Kind = FieldKind.Categorical, Encoding = encoding },
            counts.SelectMany(c => Enumerable.Repeat(Token(c.Text), c.Rows)),
            names);

        Assert.Equal(
            [(0.6, true), (0.31, true), (0.08, false), (0.01, false), (0, false)],
            new[] { "DE", "FR", "IT", "ZA", "XX" }.Select(text => transform.Usual(0, Token(text))!)
                .Select(usual => (Math.Round(usual.Share!.Value, 9), usual.Has)));
    }

    [Fact]
    public void ValuesThatHaveNoFeatureOfTheirOwnAreToldTogether()
    {
        IEnumerable<double> column = Enumerable.Range(0, 100).Select(i => Token(i < 40 ? "DE" : $"{i}"));
        FeatureTransform transform = Fit(new() { Name = "country", Kind = FieldKind.Categorical, MaxCategories = 1 }, column);

        Assert.Equal("other", transform.FormatValue(0, Token("never seen")));
        Assert.Equal("60 % of the training rows", transform.Usual(0, Token("never seen"))!.ToString());
    }

    [Theory]
    [InlineData(2, 100, false)]
    [InlineData(11, 100, true)]
    public void AFlagIsUsualWhereTheOtherDoesNotMakeUpNineInTenRows(int set, int rows, bool isUsual)
    {
        IEnumerable<double> flags = Enumerable.Range(0, rows).Select(i => i < set ? 1.0 : 0);
        FeatureTransform transform = Fit(new() { Name = "online", Kind = FieldKind.Boolean }, flags);

        Assert.Equal(isUsual, transform.Usual(0, 1)!.Has);
        Assert.True(transform.Usual(0, 0)!.Has);
        Assert.Equal($"{set} % of the training rows", transform.Usual(0, 1)!.ToString());
    }

    [Fact]
    public void AModelOfAnEarlierReleaseHasNoRangesAndPixelsNeverHave()
    {
        FieldSettings field = new() { Name = "x" };
        FeatureTransform fitted = Fit(field, [1, 2, 3]);
        FeatureTransformState earlier = new() { Fields = [fitted.ToState().Fields[0] with { Usual = null }] };

        Assert.Null(FeatureTransform.FromState(earlier, Of(field)).Usual(0, 2));
        var frames = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Width = 1, Height = 1 } });
        Assert.Null(FeatureTransform.Fit(frames, Rows([0, 0.5, 1])).Usual(0, 0.5));
    }

    [Theory]
    [InlineData(FieldKind.Numeric, 2, 1)]
    [InlineData(FieldKind.TimeOfDay, 86_400, 0)]
    [InlineData(FieldKind.TimeOfDay, -1, 0)]
    [InlineData(FieldKind.Boolean, 0, 1)]
    public void ARangeThatIsNoneIsRefused(FieldKind kind, double low, double high)
    {
        FieldSettings field = new() { Name = "x", Kind = kind };
        FieldState fitted = Fit(field, [0, 1]).ToState().Fields[0] with { Usual = new(low, high) };

        Assert.Throws<ArgumentException>(() => FeatureTransform.FromState(new() { Fields = [fitted] }, Of(field)));
    }

    private static double Token(string text) => CategoryToken.Of(Encoding.UTF8.GetBytes(text));

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Schema Of(FieldSettings field) => new(new() { Fields = [field] });

    private static RowSet Rows(IEnumerable<double> column, CategoryNames? names = null)
    {
        var rows = new RowSet(1, names);
        foreach (double value in column)
        {
            rows.Add([value]);
        }

        return rows;
    }

    private static FeatureTransform Fit(FieldSettings field, IEnumerable<double> column, CategoryNames? names = null) =>
        FeatureTransform.Fit(Of(field), Rows(column, names));
}
