namespace Detector.Data.Files;

/// <summary>Values of a CSV file (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A value, quoted where it must be.</summary>
    public static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
