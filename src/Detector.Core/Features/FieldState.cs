namespace Detector.Core.Features;

/// <summary>
/// What fitting learned about one field. A feature is (x - Center) / Scale, where x is the value (after log1p where the schema asks
/// for it), a category's 0 or 1, or a sine or cosine.
/// </summary>
public sealed record FieldState
{
    public required string Name { get; init; }

    /// <summary>[features of the field] mean of x over the training rows; stands in for a missing value.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>[features of the field] what is subtracted from x.</summary>
    public required IReadOnlyList<double> Center { get; init; }

    /// <summary>What x - Center is divided by; over zero.</summary>
    public required double Scale { get; init; }

    /// <summary>A number's least x of the training rows; null where it is not known or there is none.</summary>
    public double? Least { get; init; }

    /// <summary>A number's largest x of the training rows.</summary>
    public double? Most { get; init; }

    /// <summary>Whether a number had no fraction in any training row.</summary>
    public bool IsWhole { get; init; }

    /// <summary>
    /// Where nine in ten training rows have a number or an instant; null where a release made it that did not note it, for other kinds
    /// and for pixels.
    /// </summary>
    public UsualRange? Usual { get; init; }

    /// <summary>
    /// How the training rows' values were spread; null where a release made it that did not note it, for times and for pixels.
    /// </summary>
    public FieldProfile? Profile { get; init; }

    /// <summary>A categorical field's known values, the most frequent first; empty for the other kinds.</summary>
    public IReadOnlyList<CategoryState> Categories { get; init; } = [];
}
