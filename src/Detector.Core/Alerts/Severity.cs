namespace Detector.Core.Alerts;

/// <summary>How far a score is over its threshold.</summary>
public enum Severity
{
    /// <summary>Over the threshold.</summary>
    Warning,

    /// <summary>Over the threshold by the configured factor.</summary>
    Critical,
}
