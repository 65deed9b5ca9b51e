using System.Globalization;

namespace Detector.Models.Reports;

/// <summary>Maps values to a chart's pixels, linearly or by logarithm, and picks round tick values.</summary>
internal sealed class Scale
{
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

    /// <summary>A tick's or figure's text: four significant digits.</summary>
    public static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    /// <summary>A figure's text where there is little room: two or three significant digits.</summary>
    public static string Short(double value) =>
        value.ToString(Math.Abs(value) is >= 1 and < 1000 ? "G3" : "G2", CultureInfo.InvariantCulture);

    private static double Map(double value, bool log) => log ? Math.Log10(Math.Max(value, double.Epsilon)) : value;

    private IEnumerable<double> LinearTicks()
    {
        double rough = (_to - _from) / 5;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1, 2, 5, 10 }.Select(m => m * power).First(s => s >= rough * 0.999);
        for (double i = Math.Ceiling(_from / step); i * step <= _to * (1 + 1e-9); i++)
        {
            yield return i * step;
        }
    }

    // Powers of ten; where there are fewer than two between the ends, their doubles and quintuples too.
    private IEnumerable<double> LogTicks()
    {
        int[] mantissas = Math.Floor(_to) - Math.Ceiling(_from) >= 1 ? [1] : [1, 2, 3, 5, 7];
        for (double power = Math.Floor(_from); power <= _to; power++)
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
