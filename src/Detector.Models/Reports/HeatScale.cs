using System.Globalization;

namespace Detector.Models.Reports;

/// <summary>
/// Colours of a picture of errors: black over purple and orange to pale
/// yellow, lighter the larger, which those who see few colours can tell too.
/// </summary>
internal static class HeatScale
{
    private static readonly (double R, double G, double B)[] Stops =
        [(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)];

    /// <summary>The colours as the stops of a gradient.</summary>
    public static string Css =>
        string.Join(", ", Stops.Select(stop => string.Create(CultureInfo.InvariantCulture, $"rgb({stop.R} {stop.G} {stop.B})")));

    /// <summary>The colour of a share of the largest error, 0..1.</summary>
    public static (byte R, byte G, byte B) At(double share)
    {
        double place = Math.Clamp(double.IsNaN(share) ? 1 : share, 0, 1) * (Stops.Length - 1);
        int stop = Math.Min((int)place, Stops.Length - 2);
        double rest = place - stop;
        byte Mix(Func<(double R, double G, double B), double> channel) =>
            (byte)Math.Round(((1 - rest) * channel(Stops[stop])) + (rest * channel(Stops[stop + 1])));
        return (Mix(c => c.R), Mix(c => c.G), Mix(c => c.B));
    }
}
