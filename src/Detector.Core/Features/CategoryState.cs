namespace Detector.Core.Features;

/// <summary>A category's value that a fitted transform knows.</summary>
/// <param name="Token">Its <see cref="Formats.CategoryToken"/>.</param>
/// <param name="Text">Its text.</param>
/// <param name="Share">Its share of the training rows, 0..1.</param>
public sealed record CategoryState(double Token, string Text, double Share);
