using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Schemas;
using Detector.Kafka.Settings;

namespace Detector.Streams.Settings;

/// <summary>Where verdicts on a stream's events come from, for aggregates that count them.</summary>
public sealed record LabelSettings : IValidatableObject
{
    [KafkaName, Description("The topic of the verdicts, on the brokers of Source. Each member of the group reads all of it.")]
    public string? Topic { get; init; }

    [Description("Json or Csv.")]
    public MessageFormat Format { get; init; } = MessageFormat.Json;

    [Description("CSV: the columns' names, in order.")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [StringLength(1, MinimumLength = 1), Description("CSV: the character between two values.")]
    public string Delimiter { get; init; } = ",";

    [Description("Path of the id of the event's alert. A verdict names its event by this, by Offset, or by KeyTime.")]
    public string? Alert { get; init; }

    [Description("Path of the event's offset.")]
    public string? Offset { get; init; }

    [Description("With Offset: path of the event's partition.")]
    public string Partition { get; init; } = "partition";

    [Description("With Offset: path of the event's topic, where the stream reads several.")]
    public string? SourceTopic { get; init; }

    [Description("Path of the event's time, to the millisecond; with Key. Of two events with the same key and time the later one is "
        + "meant.")]
    public string? KeyTime { get; init; }

    [Description("With KeyTime: how it is written. Default: ISO 8601 or Unix time.")]
    public string? KeyTimeFormat { get; init; }

    [Description("With KeyTime: path of the event's key. Default: the key of the verdict's Kafka message.")]
    public string? Key { get; init; }

    [Required(AllowEmptyStrings = false), Description("Path of the verdict.")]
    public string Verdict { get; init; } = "verdict";

    [Description("The text that says that the event was an anomaly; every other says that it was not. "
        + "Default: verdicts are 1 or 0, true or false.")]
    public string? Anomaly { get; init; }

    [Description("The text that says that the event was usual; every other says that it was an anomaly.")]
    public string? Usual { get; init; }

    [Description("Path of the verdict's time: no earlier event knows of it. Default: the Kafka timestamp.")]
    public string? Time { get; init; }

    [Description("How the verdict's time is written. Default: ISO 8601 or Unix time.")]
    public string? TimeFormat { get; init; }

    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00"), Description("How long after its event's time a verdict may come: so long, "
        + "something of each event is kept for it. Later ones are counted and left out.")]
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(14);

    /// <summary>What an event is named by; null where no topic is.</summary>
    internal LabelForm? Form => Topic is null ? null
        : Alert is not null ? LabelForm.Alert : Offset is not null ? LabelForm.Offset : LabelForm.KeyTime;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        int forms = (Alert is null ? 0 : 1) + (Offset is null ? 0 : 1) + (KeyTime is null ? 0 : 1);
        if (Topic is not null && forms != 1)
        {
            yield return new ValidationResult(
                "what names a verdict's event? One of Alert (its alert's id), Offset (with Partition), and KeyTime (with Key)",
                [nameof(Topic)]);
        }

        if (Anomaly is not null && Usual is not null)
        {
            yield return new ValidationResult("is one of two with Anomaly: every other text is the other's", [nameof(Usual)]);
        }

        if (Format is not (MessageFormat.Json or MessageFormat.Csv))
        {
            yield return new ValidationResult("verdicts are Json or Csv", [nameof(Format)]);
        }
        else if (Topic is not null && forms == 1)
        {
            foreach (SchemaProblem problem in Core.Schemas.Schema.Check(Messages()))
            {
                string setting = problem.Path.Split(':')[0];
                yield return new ValidationResult(
                    problem.Message, setting == "Fields" ? [nameof(Verdict)] : [problem.Path]);
            }
        }
    }

    /// <summary>What a verdict's message looks like: the verdict, then what names its event, as far as that are numbers.</summary>
    internal SchemaSettings Messages() => new()
    {
        Format = Format,
        Columns = Columns,
        Delimiter = Delimiter,
        Key = Form == LabelForm.Alert ? Alert : Form == LabelForm.KeyTime ? Key : null,
        Time = Time,
        TimeFormat = TimeFormat,
        Fields = [.. Fields()],
    };

    private IEnumerable<FieldSettings> Fields()
    {
        FieldKind kind = Anomaly is null && Usual is null ? FieldKind.Boolean : FieldKind.Categorical;
        yield return new() { Name = nameof(Verdict), Path = Verdict, Kind = kind };
        if (Form == LabelForm.KeyTime)
        {
            yield return new() { Name = nameof(KeyTime), Path = KeyTime, Kind = FieldKind.TimeOfDay, TimeFormat = KeyTimeFormat };
        }

        if (Form == LabelForm.Offset)
        {
            yield return new() { Name = nameof(Offset), Path = Offset };
            yield return new() { Name = nameof(Partition), Path = Partition };
            if (SourceTopic is not null)
            {
                yield return new() { Name = nameof(SourceTopic), Path = SourceTopic, Kind = FieldKind.Categorical };
            }
        }
    }
}

/// <summary>What a verdict names its event by.</summary>
internal enum LabelForm
{
    /// <summary>The id of the alert.</summary>
    Alert,

    /// <summary>Partition and offset.</summary>
    Offset,

    /// <summary>Key and time.</summary>
    KeyTime,
}
