using System.Globalization;

namespace Detector.Models.Reports;

/// <summary>Maps values to a chart's pixels, linearly or by logarithm, and picks round tick values.</summary>
internal sealed class Scale
{
    // A loss of 0.00001 is told so.
    private const int LeastPower = -5;
    private const int MostDecimals = 9;
    private const int MostPowers = 6;

    private readonly double _from;
    private readonly double _to;
    private readonly double _start;
    private readonly double _end;
    private readonly bool _log;

    /// <param name="from">Least value; over zero for a logarithm.</param>
    /// <param name="to">Largest value; over <paramref name="from"/>.</param>
    /// <param name="start">Pixel of the least value.</param>
    /// <param name="end">Pixel of the largest value.</param>
    /// <param name="log">Whether equal ratios are equally far apart.</param>
    public Scale(double from, double to, double start, double end, bool log = false) =>
        (_from, _to, _start, _end, _log) = (Map(from, log), Map(to, log), start, end, log);

    /// <summary>The pixel of a value, with the values beyond the ends put at them.</summary>
    public double At(double value) => _start + ((_end - _start) * Math.Clamp((Map(value, _log) - _from) / (_to - _from), 0, 1));

    /// <summary>Round values between the ends: about five.</summary>
    public IEnumerable<double> Ticks() => _log ? LogTicks() : LinearTicks();

    /// <summary>A tick's text: as many digits as tell it from the next.</summary>
    public string Label(double tick) => _log ? Text(tick) : Text(tick, -Power(Step), Math.Max(Math.Abs(_from), Math.Abs(_to)));

    /// <summary>A figure's text in plain digits: four significant ones.</summary>
    public static string Text(double value) => Text(value, 3 - Power(value), value);

    /// <summary>A figure's text where there is little room: two or three significant digits.</summary>
    public static string Short(double value) => Text(value, (Math.Abs(value) is >= 1 and < 1000 ? 2 : 1) - Power(value), value);

    /// <summary>A share's text, such as "12.5 %".</summary>
    public static string Percent(double share) => share is > 0 and < 0.0005
        ? "under 0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    // Millions and more have their letter; what would be a row of zeros is told by its power of ten.
    private static string Text(double value, int decimals, double size)
    {
        if (!double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        int power = Power(size);
        int unit = power is >= LeastPower and < 6 ? 0 : power is >= 6 and < 15 ? power / 3 * 3 : power;
        string suffix = unit == 0 ? "" : unit is >= 6 and <= 12 ? "MGT"[(unit / 3) - 2].ToString() : $"·10{Raised(unit)}";
        decimals = Math.Clamp(decimals + unit, 0, MostDecimals);

        // Adding nothing makes -0 a plain 0.
        double rounded = Math.Round(value / Math.Pow(10, unit), decimals) + 0.0;
        return rounded == 0 ? "0" : rounded.ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture) + suffix;
    }

    private static int Power(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);

    private static string Raised(int power) =>
        string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    private static double Map(double value, bool log) => log ? Math.Log10(Math.Max(value, double.Epsilon)) : value;

    private double Step
    {
        get
        {
            double rough = (_to - _from) / 5;
            double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            return new[] { 1, 2, 5, 10 }.Select(m => m * power).First(s => s >= rough * 0.999);
        }
    }

    private IEnumerable<double> LinearTicks()
    {
        double step = Step;
        for (double i = Math.Ceiling(_from / step); i * step <= _to * (1 + 1e-9); i++)
        {
            yield return i * step;
        }
    }

    // Powers of ten, of many every second or third; where there are fewer than two, their doubles and quintuples too.
    private IEnumerable<double> LogTicks()
    {
        double powers = Math.Floor(_to) - Math.Ceiling(_from);
        int[] mantissas = powers >= 1 ? [1] : [1, 2, 5];
        double by = Math.Max(1, Math.Ceiling((powers + 1) / MostPowers));
        for (double power = Math.Floor(_from); power <= _to; power += by)
        {
            foreach (int mantissa in mantissas)
            {
                double value = mantissa * Math.Pow(10, power);
                if (Math.Log10(value) >= _from - 1e-9 && Math.Log10(value) <= _to + 1e-9)
                {
                    yield return value;
                }
            }
        }
    }
}
