using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace Detector.Settings;

/// <summary>The section "Logging" of appsettings.json.</summary>
internal sealed record LoggingSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Logging";

    [Description("The least level that is logged, by category; \"Default\" is for all others, \"Detector\" the program's own.")]
    public IReadOnlyDictionary<string, LogLevel> LogLevel { get; init; } = new Dictionary<string, LogLevel>();
}
