using System.ComponentModel;
using Detector.Core.Schemas;

namespace Detector.Settings;

/// <summary>One line from topics to alerts.</summary>
internal sealed record StreamSettings
{
    [Description("How a message becomes numbers.")]
    public SchemaSettings Schema { get; init; } = new();

    [Description("How events are gathered into batches.")]
    public BatchSettings Batch { get; init; } = new();
}
