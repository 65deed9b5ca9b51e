namespace Detector.Settings;

/// <summary>The settings cannot be used; <see cref="Errors"/> has everything that is wrong with them.</summary>
internal sealed class SettingsException(IReadOnlyList<SettingsError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<SettingsError> Errors { get; } = errors;
}
