using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>How a stream's messages become numbers.</summary>
public sealed record SchemaSettings
{
    [Description("Json, Csv, Raw (one frame of pixels as bytes), Image (one JPEG, PNG or WebP image) or Png (one PNG image).")]
    public MessageFormat Format { get; init; } = MessageFormat.Json;

    [Description("Path of the field that names the event's key (card, host, camera). Default: the Kafka message key.")]
    public string? Key { get; init; }

    [Description("Path of the field that holds the event's time (ISO 8601, or Unix seconds or milliseconds). "
        + "Default: the Kafka timestamp.")]
    public string? Time { get; init; }

    [Description("How the event's time is written, such as dd.MM.yyyy HH:mm. Default: ISO 8601 or Unix time.")]
    public string? TimeFormat { get; init; }

    [Description("CSV: the columns' names, in order.")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [StringLength(1, MinimumLength = 1), Description("CSV: the character between two values.")]
    public string Delimiter { get; init; } = ",";

    [FieldsUnlessFrame, Description("The fields that the model looks at. Raw, Image and Png: none, the pixels are.")]
    public IReadOnlyList<FieldSettings> Fields { get; init; } = [];

    [Description("Where each message carries one metric: rows are made of them, by key and time.")]
    public PivotSettings? Pivot { get; init; }

    [Description("Numbers over a key's recent events, each a field of its own behind the others.")]
    public IReadOnlyList<AggregateSettings> Aggregates { get; init; } = [];

    [Description("What is kept of the keys' events for the aggregates.")]
    public StateSettings State { get; init; } = new();

    [Description("Raw, Image and Png: the frames.")]
    public FrameSettings? Frame { get; init; }

    /// <summary>Whether messages are frames.</summary>
    internal bool IsFrame => Format is MessageFormat.Raw or MessageFormat.Png or MessageFormat.Image;

    /// <summary>Whether there are aggregates of verdicts.</summary>
    public bool CountsVerdicts() => Aggregates.Any(aggregate => aggregate.IsOfVerdicts);
}
