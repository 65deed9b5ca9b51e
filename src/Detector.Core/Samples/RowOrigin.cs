namespace Detector.Core.Samples;

/// <summary>Where a row came from, for people.</summary>
/// <param name="Key">Its key's text; empty where it has none.</param>
/// <param name="TimeMs">Its time, Unix milliseconds, of a video since its beginning; null where none is told.</param>
/// <param name="Place">Such as "row 17".</param>
public sealed record RowOrigin(string Key, long? TimeMs, string Place);
