namespace Detector.Dashboard.Models;

/// <summary>A version of a stream's model.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Roles">Which of "current", "previous" and "challenger" it is.</param>
/// <param name="Created">When it was trained; null where that cannot be read.</param>
/// <param name="Family">Such as "dense".</param>
/// <param name="Rows">Rows that it was fitted to.</param>
/// <param name="HeldOutOver">Share of the rows above its own threshold that the threshold was learned from, 0..1; null where it was not
/// noted.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
public sealed record ModelVersion(
    string Version, IReadOnlyList<string> Roles, DateTimeOffset? Created, string? Family, int? Rows, double? HeldOutOver, string? Error);
