namespace Detector.Settings;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Path">Where, such as Detector:Streams:cards:Schema:Fields:2:Kind; or a file with line and column.</param>
/// <param name="Message">What is wrong, and the way out.</param>
internal sealed record SettingsError(string Path, string Message)
{
    /// <summary>Whether no value could be read, so that the default stands in for it.</summary>
    public bool IsUnread { get; init; }

    /// <summary>In one line, whatever its names hold.</summary>
    public override string ToString() =>
        string.Concat($"{Path}: {Message}".Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
}
