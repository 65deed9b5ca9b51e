using Detector.Models.Settings;

namespace Detector.Benchmarks.Families;

/// <summary>The parts of a row's score without their weights, and what might be made of them.</summary>
/// <param name="Residual">How badly it is rebuilt, E.</param>
/// <param name="Distance">How far out it is, D.</param>
/// <param name="Neighbours">How far from every usual row, N.</param>
/// <param name="Code">How far its code is from usual codes.</param>
internal readonly record struct UnitParts(double Residual, double Distance, double Neighbours, double Code)
{
    /// <summary>Scores that might be made of the parts.</summary>
    public static readonly IReadOnlyList<(string Name, Func<UnitParts, double> Score)> Candidates =
    [
        ("E", parts => parts.Residual),
        ("D", parts => parts.Distance),
        ("N", parts => parts.Neighbours),
        ("max(N, D)", parts => parts.Farther),
        ("max(N, D, E)", parts => Math.Max(parts.Farther, parts.Residual)),
        ("N + D", parts => parts.Neighbours + parts.Distance),
        ("N + D + E", parts => parts.Neighbours + parts.Distance + parts.Residual),
        ("N + E", parts => parts.Neighbours + parts.Residual),
        ("7 max(N, D) + E", parts => (7 * parts.Farther) + parts.Residual),
        ("3 max(N, D) + E", parts => (3 * parts.Farther) + parts.Residual),
        ("2 max(N, D) + E", parts => (2 * parts.Farther) + parts.Residual),
        ("max(N, D) + E", parts => parts.Farther + parts.Residual),
    ];

    private double Farther => Math.Max(Neighbours, Distance);

    /// <summary>The parts of a score of vectors, by the weights that they have in it.</summary>
    public static UnitParts Of((double Residual, double Distance, double Neighbours, double Code) parts, ScoreSettings weights) => new(
        Unit(parts.Residual, weights.Residual ?? 1),
        Unit(parts.Distance, weights.Distance ?? 1),
        Unit(parts.Neighbours, weights.Neighbours ?? 1),
        Unit(parts.Code, weights.Code ?? 0));

    private static double Unit(double part, double weight) => weight > 0 ? part / weight : 0;
}
