namespace Detector.Settings;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Path">Where, such as Detector:Streams:cards:Schema:Fields:2:Kind; or a file with line and column.</param>
/// <param name="Message">What is wrong, and the way out.</param>
internal sealed record SettingsError(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
