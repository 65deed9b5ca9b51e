using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Dashboard;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>The section "Detector" of appsettings.json.</summary>
internal sealed record DetectorSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Detector";

    [Required(AllowEmptyStrings = false), Description("What holds the models: a directory, or "
        + "s3://BUCKET/PREFIX?endpoint=URL&region=NAME&pathStyle=true&cache=DIR (all behind the question mark may be left out).")]
    public string Registry { get; init; } = "models";

    [Description("Where the daemon answers HTTP: its page, its API, health and metrics.")]
    public HttpSettings Http { get; init; } = new();

    [Description("Where the spans of batches go.")]
    public TracingSettings Tracing { get; init; } = new();

    [Description("The streams by name (letters, digits, '.', '_' and '-').")]
    public IReadOnlyDictionary<string, StreamSettings> Streams { get; init; } = new Dictionary<string, StreamSettings>();
}
