namespace Detector.Data.Simulation;

/// <summary>A kind of merchant.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Weight">Its share of honest purchases.</param>
/// <param name="Median">Median amount for a card of average spending.</param>
/// <param name="Sigma">Standard deviation of the amount's logarithm.</param>
/// <param name="Channels">Chance of each <see cref="Channel"/>, in the enum's order.</param>
public sealed record Category(string Name, double Weight, double Median, double Sigma, double[] Channels)
{
    public static readonly Category[] All =
    [
        new("grocery", 0.28, 28, 0.6, [0.35, 0.6, 0.05, 0]),
        new("restaurant", 0.15, 24, 0.5, [0.35, 0.6, 0.05, 0]),
        new("transport", 0.11, 6, 0.6, [0.1, 0.7, 0.2, 0]),
        new("fuel", 0.08, 52, 0.35, [0.6, 0.4, 0, 0]),
        new("clothing", 0.07, 45, 0.6, [0.3, 0.25, 0.45, 0]),
        new("entertainment", 0.06, 18, 0.5, [0.1, 0.2, 0.7, 0]),
        new("cash", 0.06, 80, 0.5, [0, 0, 0, 1]),
        new("pharmacy", 0.05, 16, 0.5, [0.4, 0.55, 0.05, 0]),
        new("subscription", 0.05, 12, 0.3, [0, 0, 1, 0]),
        new("household", 0.04, 60, 0.7, [0.4, 0.2, 0.4, 0]),
        new("electronics", 0.03, 110, 0.7, [0.3, 0.1, 0.6, 0]),
        new("travel", 0.02, 190, 0.7, [0.1, 0, 0.9, 0]),
    ];

    public static readonly double[] Weights = [.. All.Select(c => c.Weight)];

    public static readonly int Cash = IndexOf("cash");
    public static readonly int Subscription = IndexOf("subscription");
    public static readonly int Electronics = IndexOf("electronics");
    public static readonly int Clothing = IndexOf("clothing");
    public static readonly int Entertainment = IndexOf("entertainment");

    private static int IndexOf(string name) => Array.FindIndex(All, c => c.Name == name);
}
