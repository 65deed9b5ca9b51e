using Detector.Core.Alerts;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// A number or a flag: one feature, (x - centre) / scale within the bound, x = sign(v) log(1 + |v|) where the schema says so.
/// Neighbours are computed together by a <see cref="ScaledRun"/>.
/// </summary>
internal sealed class NumberFeatures(SchemaField field, FieldState state, int offset) : FieldFeatures(field, state, offset)
{
    private readonly int _decimals = state.Usual is { } usual ? ValueText.DecimalsBeside(usual.Low, usual.High) : 0;
    private readonly (UsualValues Yes, UsualValues No)? _usual = Told(field, state);

    public override int Width => 1;

    public override IEnumerable<string> Names => [Field.Name];

    public static FieldState Fit(SchemaField field, double[] column)
    {
        bool isWhole = Array.TrueForAll(column, value => double.IsNaN(value) || Math.Floor(value) == value);
        var profile = FieldProfile.OfNumbers(column);
        if (IsLogarithmic(field))
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = Math.CopySign(double.LogP1(Math.Abs(column[i])), column[i]);
            }
        }

        ColumnStatistics statistics = ColumnStatistics.Of(column);
        (double center, double scale) = field.Kind == FieldKind.Numeric
            ? ScaleRule.OfNumber(
                field.Settings.Scaling, statistics with { Deviation = Spread(field.Settings.Direction, statistics) })
            : IsPlain(field) ? (0, 1) : (statistics.Mean, ScaleRule.OfIndicators([statistics.Mean]));
        return new()
        {
            Name = field.Name,
            Mean = [statistics.Mean],
            Center = [center],
            Scale = scale,
            Least = field.Kind == FieldKind.Numeric ? statistics.Min : null,
            Most = field.Kind == FieldKind.Numeric ? statistics.Max : null,
            IsWhole = field.Kind == FieldKind.Numeric && isWhole,
            Usual = field.Kind == FieldKind.Numeric
                ? UsualRange.OfNumber(Raw(statistics.Low, IsLogarithmic(field)), Raw(statistics.High, IsLogarithmic(field)), isWhole)
                : null,
            Profile = profile,
        };
    }

    public static bool IsLogarithmic(SchemaField field) => field is { Kind: FieldKind.Numeric, Settings.Log1p: true };

    public override string FormatValue(double raw) =>
        double.IsNaN(raw) ? ValueText.Missing : Field.Kind == FieldKind.Boolean ? ValueText.Of(raw > 0.5) : ValueText.Of(raw, _decimals);

    public override string FormatExpected(ReadOnlySpan<float> reconstruction)
    {
        double x = (reconstruction[0] * State.Scale) + State.Center[0];
        if (Field.Kind == FieldKind.Boolean || !double.IsFinite(x))
        {
            return FormatValue(x);
        }

        double raw = Raw(x);
        return ValueText.OfEstimate(raw, SpreadAt(raw));
    }

    public override UsualValues? Usual(double raw) => _usual is not { } told ? null
        : (Field.Kind == FieldKind.Boolean ? raw > 0.5 : IsUsual(ValueText.Told(raw, _decimals))) ? told.Yes : told.No;

    public override double Restore(ReadOnlySpan<float> features)
    {
        double x = (features[0] * State.Scale) + State.Center[0];
        if (Field.Kind == FieldKind.Boolean)
        {
            return x > 0.5 ? 1 : 0;
        }

        double raw = Raw(Math.Min(Math.Max(x, State.Least ?? x), State.Most ?? x));
        return State.IsWhole ? Math.Round(raw) : raw;
    }

    public override string MessageText(double raw) =>
        !double.IsFinite(raw) ? ""
        : Field.Kind == FieldKind.Boolean ? ValueText.Of(raw > 0.5)
        : Spelled(ValueText.OfMade(raw, SpreadAt(raw)));

    public double Unscale(float feature) => Raw((feature * State.Scale) + State.Center[0]);

    // Where one side counts, by the rows on that side: of a number that is 0 in most rows the others are not rare for that alone.
    private static double Spread(Direction direction, ColumnStatistics statistics) => direction switch
    {
        Direction.Above when statistics.Above > 0 => statistics.Above,
        Direction.Below when statistics.Below > 0 => statistics.Below,
        _ => statistics.Deviation,
    };

    // Of a number for one in its range and one that is not, of a flag for true and for false.
    private static (UsualValues Yes, UsualValues No)? Told(SchemaField field, FieldState state)
    {
        if (field.Kind == FieldKind.Boolean)
        {
            return (OfShare(state.Mean[0]), OfShare(1 - state.Mean[0]));
        }

        if (state.Usual is not { } usual)
        {
            return null;
        }

        int decimals = ValueText.DecimalsBeside(usual.Low, usual.High);
        Direction direction = field.Settings.Direction;
        var has = new UsualValues(
            direction == Direction.Above ? null : ValueText.Of(usual.Low, decimals),
            direction == Direction.Below ? null : ValueText.Of(usual.High, decimals),
            null,
            true);
        return (has, has with { Has = false });

        // Of two values the more frequent one is usual, the other where the first does not make up nine in ten rows.
        static UsualValues OfShare(double share) => new(null, null, share, share >= 0.5 || 1 - share < UsualRange.Coverage);
    }

    private bool IsUsual(double told) => Field.Settings.Direction switch
    {
        Direction.Above => told <= State.Usual!.High,
        Direction.Below => told >= State.Usual!.Low,
        _ => State.Usual!.Has(told),
    };

    private double Raw(double x) => Raw(x, IsLogarithmic(Field));

    private static double Raw(double x, bool isLogarithmic) => isLogarithmic ? Math.CopySign(Math.Exp(Math.Abs(x)) - 1, x) : x;

    private string Spelled(string plain) => Field.Number?.Write(plain) ?? plain;

    private double SpreadAt(double raw) => IsLogarithmic(Field) ? State.Scale * (1 + Math.Abs(raw)) : State.Scale;
}
