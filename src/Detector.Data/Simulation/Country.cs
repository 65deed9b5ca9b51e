namespace Detector.Data.Simulation;

/// <summary>A country and its centre, degrees.</summary>
/// <param name="Code">ISO 3166 code.</param>
/// <param name="Weight">Share of the cards that live there.</param>
internal sealed record Country(string Code, double Weight, double Latitude, double Longitude)
{
    /// <summary>The first <see cref="NearCount"/> are near each other; the others are far from them.</summary>
    public static readonly Country[] All =
    [
        new("DE", 0.45, 51, 10), new("FR", 0.2, 47, 2), new("NL", 0.1, 52, 5), new("AT", 0.1, 48, 14),
        new("IT", 0.1, 43, 12), new("ES", 0.05, 40, -4),
        new("US", 0, 40, -95), new("BR", 0, -12, -50), new("ZA", 0, -29, 25), new("TH", 0, 15, 101),
        new("JP", 0, 36, 138), new("AU", 0, -27, 140),
    ];

    public const int NearCount = 6;

    public static readonly double[] Weights = [.. All.Select(c => c.Weight)];

    private const double EarthRadiusKm = 6371;

    private static readonly double[] Distances = [.. All.SelectMany(a => All.Select(b => Haversine(a, b)))];

    /// <summary>Kilometres between the centres of two countries.</summary>
    public static double DistanceKm(int a, int b) => Distances[(a * All.Length) + b];

    private static double Haversine(Country a, Country b)
    {
        double Half(double from, double to) => Math.Pow(Math.Sin(double.DegreesToRadians(to - from) / 2), 2);
        double cosines = Math.Cos(double.DegreesToRadians(a.Latitude)) * Math.Cos(double.DegreesToRadians(b.Latitude));
        return 2 * EarthRadiusKm * Math.Asin(Math.Sqrt(Half(a.Latitude, b.Latitude) + (cosines * Half(a.Longitude, b.Longitude))));
    }
}
