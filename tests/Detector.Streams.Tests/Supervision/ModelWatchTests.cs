using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Training;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Streams.Tests.Supervision;

/// <summary>How a running stream takes up what is promoted, and what it does where that cannot serve.</summary>
public sealed class ModelWatchTests : IDisposable
{
    private static readonly SchemaSettings Fields = new() { Fields = [new() { Name = "a" }, new() { Name = "b" }] };
    private static readonly Lazy<TrainedModel> Trained = new(() => Train(Fields));
    private static readonly Change Change = new("test", "tried");

    private readonly string _directory = Directory.CreateTempSubdirectory("detector-stream-model-").FullName;
    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero));
    private readonly Log _log = new();
    private readonly ModelRegistry _registry;
    private readonly ModelWatch _model;

    public ModelWatchTests()
    {
        _registry = new(_directory, _time);
        var settings = new StreamSettings { Schema = Fields, Model = new() { Device = "cpu" }, Batch = new() { Size = 64 } };
        _model = new("s", settings, _registry, _time, _log);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_a_model_there_is_nothing_to_say()
    {
        Assert.Null(_model.First());
        Assert.Null(_model.Next());
        Assert.Null(_model.NextRule());
        Assert.Null(_model.Problem);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_promoted_model_is_in_force_at_once_and_scores_on_whatever_thread_takes_it()
    {
        string first = Serve();
        using ServingModel model = _model.First()!;
        Assert.Null(_model.Next());
        string second = Serve();

        using ServingModel next = _model.Next()!;

        Assert.Equal((first, second), (model.Version, next.Version));
        float[] here = Score(_registry.Load("s").CreateScorer(64, "cpu"));
        float[] there = [];
        var thread = new Thread(() => there = Score(next.Scorer));
        thread.Start();
        thread.Join();
        Assert.Equal(here, there);
        Assert.Null(_model.Next());
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("loaded")));
    }

    [Fact]
    public void A_model_that_counts_verdicts_waits_for_a_topic_of_them()
    {
        AggregateSettings verdicts = new() { By = ["card"], Kind = AggregateKind.ConfirmedShare };
        string version = _registry.Save("s", Train(Fields with { Aggregates = [verdicts] }));
        _registry.Promote("s", version, Change);

        string problem = Assert.Throws<BundleException>(() => _model.First()).Message;

        Assert.Contains("counts verdicts (ConfirmedCount, ConfirmedShare), which `detector score` takes from a file's label", problem);
        Assert.Contains("Labels:Topic names none", problem);
    }

    [Theory]
    [InlineData("family", "there is no model family \"perceptron\"")]
    [InlineData("threads", "model.threads is 2147483647")]
    [InlineData("widths", "too few for the model")]
    [InlineData("threshold", "threshold.json")]
    [InlineData("golden", "golden.safetensors")]
    [InlineData("fields", "Schema:Fields (a is only in the settings")]
    [InlineData("gone", "has no version")]
    [InlineData("garbage", "current is damaged")]
    [InlineData("folder", "current is damaged")]
    [InlineData("nothing", "names no model any more")]
    public void What_cannot_serve_is_said_once_and_the_last_one_goes_on(string what, string reason)
    {
        string good = Serve();
        using ServingModel model = _model.First()!;
        Break(what);

        for (int i = 0; i < 10; i++)
        {
            Assert.Null(_model.Next());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(_model.Problem!.Contains(reason), _model.Problem);
        Assert.Contains($"{good} goes on serving", Assert.Single(_log.Refusals));
        Assert.Equal(16, Score(model.Scorer).Length);

        _time.Advance(TimeSpan.FromSeconds(51));
        Assert.Null(_model.Next());
        Assert.Null(_model.Next());
        Assert.Equal(2, _log.Refusals.Count());

        string current = Path.Combine(_directory, "s", "current");
        if (Directory.Exists(current))
        {
            Directory.Delete(current);
        }

        string better = Serve();
        using ServingModel next = _model.Next()!;
        Assert.Equal((better, null, 2), (next.Version, _model.Problem, _log.Refusals.Count()));
    }

    [Fact]
    public void Another_thing_that_is_wrong_is_said_at_once()
    {
        Serve();
        using ServingModel model = _model.First()!;
        Break("family");
        Assert.Null(_model.Next());
        Break("threads");
        Assert.Null(_model.Next());
        Break("garbage");
        Assert.Null(_model.Next());

        Assert.Equal(3, _log.Refusals.Count());
    }

    [Fact]
    public void A_registry_that_names_the_serving_model_again_is_in_order()
    {
        string good = Serve();
        using ServingModel model = _model.First()!;
        Break("family");
        Assert.Null(_model.Next());

        _registry.Promote("s", good, Change);

        Assert.Null(_model.Next());
        Assert.Null(_model.Problem);
        Assert.Contains("names the model that serves again", _log.Lines.Last());
    }

    [Fact]
    public void A_first_model_that_cannot_serve_is_waited_for_to_be_replaced()
    {
        Break("family");

        Assert.Null(_model.Next());

        Assert.Contains("waiting for another", Assert.Single(_log.Refusals));
        Assert.Throws<BundleException>(() => _model.First());
        Serve();
        _model.Next()!.Dispose();
    }

    [Fact]
    public void A_threshold_that_was_set_decides_and_goes_with_its_model()
    {
        string first = Serve();
        using ServingModel model = _model.First()!;
        Assert.Equal(Trained.Value.Threshold.Value, model.Rule.Threshold.Value);
        Assert.Null(_model.NextRule());

        StoredThreshold set = _registry.SetThreshold(
            "s", first, null, ThresholdOrigin.Chosen, version => model.Rule.Threshold with { Value = 3.5, Version = version }, Change);
        AlertRule rule = _model.NextRule()!;
        Assert.Equal((3.5, set.Threshold.Version), (rule.Threshold.Value, rule.Threshold.Version));
        Assert.Null(_model.NextRule());
        using (ServingModel again = _model.First()!)
        {
            Assert.Equal(3.5, again.Rule.Threshold.Value);
        }

        string file = Path.Combine(_directory, "s", "thresholds", set.Threshold.Version + ".json");
        _registry.UnsetThreshold("s", Change);
        Assert.Equal(Trained.Value.Threshold.Value, _model.NextRule()!.Threshold.Value);
        File.WriteAllText(file, "{");
        File.WriteAllText(Path.Combine(_directory, "s", "threshold"), set.Threshold.Version + "\n");
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(_model.NextRule());
        }

        Assert.Contains(set.Threshold.Version, _model.Problem);
        Assert.Single(_log.Refusals);
        Serve();
        using ServingModel next = _model.Next()!;
        Assert.Equal(Trained.Value.Threshold.Value, next.Rule.Threshold.Value);
        Assert.Null(_model.Problem);
    }

    private static TrainedModel Train(SchemaSettings fields)
    {
        var schema = new Schema(fields);
        var rows = new RowSet(schema.FieldCount);
        var random = new Random(2);
        for (int i = 0; i < 200; i++)
        {
            double a = random.NextDouble();
            rows.Add([.. Enumerable.Range(0, schema.FieldCount).Select(field => a + (field * random.NextDouble()))]);
        }

        var settings = new ModelSettings { MaxSteps = 50, Device = "cpu" };
        return new Trainer(schema, settings, new(), TimeProvider.System).Train(SampleSet.Vectors(rows), null, CancellationToken.None);
    }

    private static float[] Score(IScorer scorer)
    {
        var batch = new Batch(16, 2);
        for (int i = 0; i < 16; i++)
        {
            batch.NextRow.Numbers[0] = i;
            batch.NextRow.Numbers[1] = 1;
            batch.Add(default, i, 0, 0, default);
        }

        var scores = new BatchScores(16);
        scorer.Score(batch, scores);
        return scores.Score;
    }

    private string Serve()
    {
        string version = _registry.Save("s", Trained.Value);
        _registry.Promote("s", version, Change);
        return version;
    }

    // The registry names what no promotion would.
    private void Break(string what)
    {
        string current = Path.Combine(_directory, "s", "current");
        string named = what switch
        {
            "family" =>
                Lie("manifest.json", manifest => (manifest["family"], manifest["model"]!["family"]) = ("perceptron", "perceptron")),
            "threads" => Lie("manifest.json", manifest => manifest["model"]!["threads"] = int.MaxValue),
            "widths" => Lie("manifest.json", manifest => manifest["model"]!["widths"] = new JsonArray(65_536, 65_536)),
            "threshold" => Lie("threshold.json", threshold => threshold["value"] = "NaN"),
            "golden" => Lie("manifest.json", manifest => manifest["model"]!["activation"] = "Relu"),
            "fields" => _registry.Save("s", Train(new() { Fields = [new() { Name = "c" }] })),
            "gone" => "20260101-000000-00000000",
            _ => "garbage",
        };
        Directory.CreateDirectory(Path.GetDirectoryName(current)!);
        File.WriteAllText(current, named + "\n");
        if (what is "folder" or "nothing")
        {
            File.Delete(current);
        }

        if (what == "folder")
        {
            Directory.CreateDirectory(current);
        }
    }

    // A version one of whose files lies, every hash right.
    private string Lie(string file, Action<JsonNode> change)
    {
        string folder = Path.Combine(_directory, "s", _registry.Save("s", Trained.Value));
        string manifest = Path.Combine(folder, "manifest.json");
        Write(Path.Combine(folder, file), change);
        if (Path.Combine(folder, file) != manifest)
        {
            Write(manifest, node => node["files"]![file] = Hash(Path.Combine(folder, file)));
        }

        string version = $"20260101-000000-{Hash(manifest)[..8]}";
        Directory.Move(folder, Path.Combine(_directory, "s", version));
        return version;
    }

    private static void Write(string file, Action<JsonNode> change)
    {
        JsonNode node = JsonNode.Parse(File.ReadAllBytes(file))!;
        change(node);
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(node.ToJsonString()));
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private sealed class Log : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IEnumerable<string> Refusals => Lines.Where(line => line.Contains("refused"));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
