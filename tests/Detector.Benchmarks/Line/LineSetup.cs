using System.Text.Json.Nodes;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Line;

/// <summary>A directory with a model for the benchmark's events and settings to run it with.</summary>
internal sealed class LineSetup(string bootstrap) : IDisposable
{
    private const string Stream = "numbers";
    private const int TrainingRows = 20_000;

    private static readonly ThresholdSettings Threshold = new() { Target = 1e-4 };

    private TrainedModel? _model;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("detector-bench-").FullName;

    private static SchemaSettings Fields { get; } = new()
    {
        Fields = [.. Enumerable.Range(0, NumberEvents.Fields).Select(f => new FieldSettings { Name = NumberEvents.Name(f) })],
    };

    public void Train()
    {
        var schema = new Schema(Fields);
        var rows = new RowSet(schema.FieldCount);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        var events = new NumberEvents(2);
        double[] row = new double[schema.FieldCount];
        for (int i = 0; i < TrainingRows; i++)
        {
            decoder.Decode(events.Next(), row);
            rows.Add(row);
        }

        _model = new Trainer(schema, new ModelSettings(), Threshold, TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);
        var registry = new ModelRegistry(Path.Combine(Directory, "models"), TimeProvider.System);
        registry.Promote(Stream, registry.Save(Stream, _model), Change.Of("benchmark", "measured"));
    }

    /// <summary>Saves the model once more, as another version.</summary>
    public string SaveAgain(ModelRegistry registry) => registry.Save(Stream, _model!);

    /// <summary>Writes settings for a topic and a group; returns the file.</summary>
    public string SettingsFor(string topic, string group, Action<JsonObject>? change = null)
    {
        var fields = new JsonArray([.. Fields.Fields.Select(field => new JsonObject { ["Name"] = field.Name })]);
        var stream = new JsonObject
        {
            ["Source"] = new JsonObject { ["Bootstrap"] = bootstrap, ["Topics"] = new JsonArray(topic), ["Group"] = group },
            ["Schema"] = new JsonObject { ["Fields"] = fields },
            ["Threshold"] = new JsonObject { ["Target"] = Threshold.Target },
            ["Alerts"] = new JsonObject { ["Topic"] = $"{topic}-alerts" },
        };
        change?.Invoke(stream);
        var settings = new JsonObject { ["Detector"] = new JsonObject { ["Streams"] = new JsonObject { [Stream] = stream } } };
        string file = Path.Combine(Directory, $"{Guid.NewGuid()}.json");
        File.WriteAllText(file, settings.ToJsonString());
        return file;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
