namespace Detector.Data.Files;

/// <summary>A record of a file.</summary>
/// <param name="Number">Its number among the records, from 1; a header line is none.</param>
/// <param name="Problem">Why it could not be decoded; null where it was.</param>
/// <param name="IsAnomaly">Its label, where one was asked for.</param>
/// <param name="Identity">What tells which event it was, where that was asked for.</param>
public readonly record struct FileRow(long Number, string? Problem, bool IsAnomaly, IReadOnlyList<string> Identity);
