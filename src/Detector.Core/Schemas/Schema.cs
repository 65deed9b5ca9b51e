using Detector.Core.Formats.Frames;
using Detector.Core.Samples;

namespace Detector.Core.Schemas;

/// <summary>A schema ready for use: checked, immutable, every path resolved.</summary>
public sealed class Schema
{
    /// <summary>Compiles the settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="last">A value that is read with the others, but is no field,
    /// such as a label; the last number of a decoded row.</param>
    /// <exception cref="ArgumentException">The settings are wrong; the message names every problem (see <see cref="Check"/>).</exception>
    public Schema(SchemaSettings settings, FieldSettings? last = null)
    {
        IReadOnlyList<SchemaProblem> problems = Check(settings);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems.Select(p => $"{p.Path}: {p.Message}")), nameof(settings));
        }

        Settings = settings;
        FieldSettings[] read = settings.IsFrame ? [] : [.. settings.Fields];
        Inputs = new SchemaInputs(settings);
        Layout = settings.IsFrame ? settings.Frame!.Layout() : new SampleLayout(read.Length + settings.Aggregates.Count);
        Fields = Layout.HasPlanes ? new PixelFields(Layout.Width, Layout.Pixel) :
        [
            .. Numbered(read, read.Length),
            .. settings.Aggregates.Select(
                (aggregate, index) => new SchemaField(read.Length + index, aggregate.Field) { IsAggregate = true }),
        ];
        Scaled = Layout.Channels == Layout.Width ? Fields : new PixelFields(Layout.Channels, Layout.Plane);
        Masks = Frame is { Masks.Count: > 0 } frame ? new FrameMasks(frame) : null;
        State = settings.Pivot is not { } pivot ? settings.State : settings.State with
        {
            AllowedLateness = (2 * settings.State.AllowedLateness) + pivot.Interval,
        };
        if (settings.Pivot is not null)
        {
            Decoded = Pivoted(settings.Pivot, last);
            return;
        }

        FieldSettings[] decoded = last is null ? [.. read, .. Inputs.Beside] : [.. read, .. Inputs.Beside, last];
        Decoded = settings.Aggregates.Count == 0 && last is null ? Fields : Numbered(decoded, read.Length);
    }

    public SchemaSettings Settings { get; }

    /// <summary>What a raw row is made of.</summary>
    public SampleLayout Layout { get; }

    /// <summary>The fields, in the order of a raw row: those of the message, then the aggregates.</summary>
    public IReadOnlyList<SchemaField> Fields { get; }

    /// <summary>
    /// What is scaled by itself: each field, but of frames each plane. One stands for as many neighbours in a row as another.
    /// </summary>
    public IReadOnlyList<SchemaField> Scaled { get; }

    /// <summary>
    /// What is read from a message, in the order of a decoded row: the message's fields, then what only aggregates look at. Where there
    /// are no aggregates, the same as <see cref="Fields"/>. Where each message carries one metric: which, and its value.
    /// </summary>
    public IReadOnlyList<SchemaField> Decoded { get; }

    /// <summary>
    /// What is kept of rows: those that wait for their last metric come later than others, by as much as a metric may.
    /// </summary>
    internal StateSettings State { get; }

    /// <summary>Numbers of what aggregates look at: a decoded row, or one that was made of several messages, with its key.</summary>
    internal int InputCount => Settings.Pivot is null ? Decoded.Count : Settings.Fields.Count + Inputs.Beside.Count;

    /// <summary>Where the aggregates' inputs stand in a decoded row.</summary>
    internal SchemaInputs Inputs { get; }

    /// <summary>The frames, where messages are images; their pixels are the fields.</summary>
    public FrameSettings? Frame => Settings.IsFrame ? Settings.Frame : null;

    /// <summary>What of the frames is not looked at; null where all is.</summary>
    public FrameMasks? Masks { get; }

    public int FieldCount => Layout.Width;

    public MessageFormat Format => Settings.Format;

    /// <summary>Path of the key field; null where the Kafka key is the key.</summary>
    public string? KeyPath => Settings.Key;

    /// <summary>Path of the event time; null where the Kafka timestamp is the time.</summary>
    public string? TimePath => Settings.Time;

    /// <summary>How the event time is written; null: as <see cref="Formats.InstantText"/> reads it.</summary>
    internal Formats.TimePattern? TimePattern =>
        Settings.TimeFormat is null ? null : Formats.TimePattern.Compile(Settings.TimeFormat, out _);

    /// <summary>Index of the field with this name; -1 where there is none.</summary>
    public int IndexOf(string name) => Fields.FirstOrDefault(field => field.Name == name)?.Index ?? -1;

    /// <summary>The same for messages that have no key to tell the camera by, as they are all of one.</summary>
    /// <param name="camera">Its name; null where nobody knows it.</param>
    public Schema SeenBy(string? camera) =>
        camera is null || Masks is null ? this : new(Settings with { Frame = Frame!.SeenBy(camera) });

    private static SchemaField[] Pivoted(PivotSettings pivot, FieldSettings? last)
    {
        var metric = new SchemaField(0, new() { Name = pivot.Metric, Kind = FieldKind.Categorical }) { HasNames = false };
        var value = new SchemaField(1, new() { Name = pivot.Value });
        return last is null ? [metric, value] : [metric, value, new SchemaField(2, last)];
    }

    // Of what is read for aggregates no texts are kept; of what comes last they are, as for a label.
    private SchemaField[] Numbered(FieldSettings[] fields, int named) =>
    [
        .. fields.Select((field, index) =>
            new SchemaField(index, field) { HasNames = index < named || index >= named + Inputs.Beside.Count }),
    ];

    /// <summary>Every problem of the settings that annotations cannot express; empty where there is none.</summary>
    public static IReadOnlyList<SchemaProblem> Check(SchemaSettings settings) => [.. SchemaCheck.Problems(settings)];
}
