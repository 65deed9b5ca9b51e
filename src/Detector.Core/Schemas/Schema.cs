using Detector.Core.Samples;

namespace Detector.Core.Schemas;

/// <summary>A schema ready for use: checked, immutable, every path resolved.</summary>
public sealed class Schema
{
    /// <summary>Compiles the settings.</summary>
    /// <exception cref="ArgumentException">The settings are wrong; the message names every problem (see <see cref="Check"/>).</exception>
    public Schema(SchemaSettings settings)
    {
        IReadOnlyList<SchemaProblem> problems = Check(settings);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems.Select(p => $"{p.Path}: {p.Message}")), nameof(settings));
        }

        Settings = settings;
        Layout = settings.IsFrame ? settings.Frame!.Layout() : new SampleLayout(settings.Fields.Count);
        Fields = Layout.HasPlanes ? new PixelFields(Layout.Width, Layout.Pixel)
            : [.. settings.Fields.Select((field, index) => new SchemaField(index, field))];
        Scaled = Layout.Channels == Layout.Width ? Fields : new PixelFields(Layout.Channels, Layout.Plane);
    }

    public SchemaSettings Settings { get; }

    /// <summary>What a raw row is made of.</summary>
    public SampleLayout Layout { get; }

    /// <summary>The fields, in the order of a raw row.</summary>
    public IReadOnlyList<SchemaField> Fields { get; }

    /// <summary>What is scaled by itself: each field, but of frames each plane. One stands for as many neighbours in a row as another.</summary>
    public IReadOnlyList<SchemaField> Scaled { get; }

    /// <summary>The frames, where messages are images; their pixels are the fields.</summary>
    public FrameSettings? Frame => Settings.IsFrame ? Settings.Frame : null;

    public int FieldCount => Layout.Width;

    public MessageFormat Format => Settings.Format;

    /// <summary>Path of the key field; null where the Kafka key is the key.</summary>
    public string? KeyPath => Settings.Key;

    /// <summary>Path of the event time; null where the Kafka timestamp is the time.</summary>
    public string? TimePath => Settings.Time;

    /// <summary>How the event time is written; null: as <see cref="Formats.InstantText"/> reads it.</summary>
    internal Formats.TimePattern? TimePattern => Settings.TimeFormat is null ? null : Formats.TimePattern.Compile(Settings.TimeFormat, out _);

    /// <summary>Index of the field with this name; -1 where there is none.</summary>
    public int IndexOf(string name) => Fields.FirstOrDefault(field => field.Name == name)?.Index ?? -1;

    /// <summary>Every problem of the settings that annotations cannot express; empty where there is none.</summary>
    public static IReadOnlyList<SchemaProblem> Check(SchemaSettings settings) => [.. SchemaCheck.Problems(settings)];
}
