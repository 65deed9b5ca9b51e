using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Schemas;
using Detector.Core.Text;

namespace Detector.Core.Features;

/// <summary>
/// Time of day or of week: sine and cosine of its angle, whose variances add up to 1 over a whole period, as a scaled number's does.
/// Not scaled further; moved to 0..1 where the schema asks for MinMax.
/// </summary>
internal sealed class CyclicFeatures(SchemaField field, FieldState state, int offset) : FieldFeatures(field, state, offset), IFeatureStep
{
    private const double Day = 86_400;
    private const double Week = 7 * Day;

    // 1970-01-05: what is restored has a time, but no date.
    private const double FirstMonday = 4 * Day;
    private readonly double _period = Period(field);
    private readonly double _sineCenter = state.Center[0];
    private readonly double _cosineCenter = state.Center[1];
    private readonly double _inverse = 1 / state.Scale;
    private readonly double _sineMean = state.Mean[0];
    private readonly double _cosineMean = state.Mean[1];

    public override int Width => 2;

    public override IEnumerable<string> Names => [Field.Name + ":sin", Field.Name + ":cos"];

    public static FieldState Fit(SchemaField field, double[] column)
    {
        (double sine, double cosine, int count) = (0, 0, 0);
        foreach (double seconds in column)
        {
            if (!double.IsNaN(seconds))
            {
                (double s, double c) = Math.SinCos(Angle(seconds, Period(field)));
                (sine, cosine, count) = (sine + s, cosine + c, count + 1);
            }
        }

        double period = Period(field);
        double[] clocks = [.. column.Where(double.IsFinite).Select(value => SecondsInto(value, period))];
        (double center, double scale) = field.Settings.Scaling == Scaling.MinMax ? (-1.0, 2.0) : (0.0, 1.0);
        count = Math.Max(1, count);
        return new()
        {
            Name = field.Name,
            Mean = [sine / count, cosine / count],
            Center = [center, center],
            Scale = scale,
            Usual = UsualRange.OfTimes(clocks, period),
        };
    }

    public void Transform(ReadOnlyRowSpan rows, int fields, int count, Span<float> features, int width)
    {
        for (int row = 0; row < count; row++)
        {
            double seconds = rows.Numbers[(row * fields) + Field.Index];
            (double sine, double cosine) = double.IsNaN(seconds) ? (_sineMean, _cosineMean) : Math.SinCos(Angle(seconds, _period));
            features[(row * width) + Offset] = (float)((sine - _sineCenter) * _inverse);
            features[(row * width) + Offset + 1] = (float)((cosine - _cosineCenter) * _inverse);
        }
    }

    public override string FormatValue(double raw) => double.IsNaN(raw) ? ValueText.Missing : Format(Angle(raw, _period));

    public override string FormatExpected(ReadOnlySpan<float> reconstruction) =>
        Format(Math.Atan2((reconstruction[0] * State.Scale) + _sineCenter, (reconstruction[1] * State.Scale) + _cosineCenter));

    public override UsualValues? Usual(double raw)
    {
        double told = Math.Floor(SecondsInto(raw, _period) / 60) * 60;
        return State.Usual is { } usual
            ? new(Clock((int)usual.Low / 60), Clock((int)usual.High / 60), null, usual.Has(told, _period))
            : null;
    }

    public override double Restore(ReadOnlySpan<float> features)
    {
        double turn = Math.Atan2((features[0] * State.Scale) + _sineCenter, (features[1] * State.Scale) + _cosineCenter) / (2 * Math.PI);
        return FirstMonday + (Math.Round((turn - Math.Floor(turn)) * _period) % _period);
    }

    public override string MessageText(double raw) =>
        !double.IsFinite(raw) ? ""
        : Field.TimePattern?.Write((long)(raw * 1000))
            ?? IsoInstant.OfSeconds(raw)!;

    /// <summary>The instant of an estimated week that a time of day says more exactly.</summary>
    /// <param name="week">An instant of the restored week.</param>
    /// <param name="clock">An instant of the same time of day.</param>
    public static double Join(double week, double clock)
    {
        double days = Math.Round((week - clock) / Day);
        return FirstMonday + ((((clock - FirstMonday) + (days * Day)) % Week + Week) % Week);
    }

    /// <summary>Seconds of a field's day or week.</summary>
    public static double Period(SchemaField field) => field.Kind == FieldKind.TimeOfDay ? Day : Week;

    // 1970-01-01 was a Thursday; the week starts on Monday.
    private static double Angle(double seconds, double period) =>
        2 * Math.PI * (FromStart(seconds, period) % period) / period;

    private static double FromStart(double seconds, double period) => period == Week ? seconds + (3 * Day) : seconds;

    private static double SecondsInto(double seconds, double period) => ((FromStart(seconds, period) % period) + period) % period;

    private string Format(double angle)
    {
        if (!double.IsFinite(angle))
        {
            return ValueText.Missing;
        }

        double turn = angle / (2 * Math.PI);
        return Clock((int)((turn - Math.Floor(turn)) * _period / 60));
    }

    private string Clock(int minutes)
    {
        minutes %= (int)(_period / 60);
        string clock = $"{minutes / 60 % 24:00}:{minutes % 60:00}";
        return _period == Day ? clock : $"{"MonTueWedThuFriSatSun".AsSpan(minutes / 1440 * 3, 3)} {clock}";
    }
}
