using System.Collections.Concurrent;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Training;
using Detector.Streams.Settings;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Tests.Settings;

public sealed class SettingsDriftTests(SettingsDriftTests.OneModel model) : IClassFixture<SettingsDriftTests.OneModel>
{
    private static readonly StreamSettings Trained = new()
    {
        Schema = new SchemaSettings { Fields = [new FieldSettings { Name = "amount" }, new FieldSettings { Name = "count" }] },
        Model = new ModelSettings { MaxSteps = 20, Trim = 0, Widths = [3, 2] },
        Threshold = new ThresholdSettings { Method = ThresholdMethod.MeanSigma, K = 3 },
    };

    [Fact]
    public void Nothing_is_said_of_what_a_model_is_or_does_not_depend_on() => Assert.Empty(Of(Trained with
    {
        Model = Trained.Model with { Device = "cpu", Threads = 2, Widths = [3, 2] },
        Schema = Trained.Schema with { Format = MessageFormat.Csv, Columns = ["count", "amount"],
            Key = "count", Fields = [.. Trained.Schema.Fields.Select(field => field with { })] },
        Batch = new BatchSettings { Size = 3 },
    }));

    public static TheoryData<string, bool, StreamSettings> Changes => new()
    {
        { "Threshold:Target is 0.001 in the settings, but 0.01", false,
            Trained with { Threshold = Trained.Threshold with { Target = 0.001 } } },
        { "Threshold:K is 4 in the settings, but 3", false, Trained with { Threshold = Trained.Threshold with { K = 4 } } },
        { "Threshold:K is not given in the settings, but 3", false, Trained with { Threshold = Trained.Threshold with { K = null } } },
        { "Threshold:Method is Quantile in the settings, but MeanSigma", false, Trained with { Threshold = new ThresholdSettings() } },
        { "Model:Family is masked in the settings, but dense", false, Trained with { Model = Trained.Model with { Family = "masked" } } },
        {
            "Model:Widths is [4, 2] in the settings, but [3, 2], Model:EarlyStopping:HeldOut is 0.3 in the settings, but 0.2", false,
            Trained with { Model = Trained.Model with { Widths = [4, 2], EarlyStopping = new EarlyStoppingSettings { HeldOut = 0.3 } } }
        },
        { "amount has Scaling Robust in the settings and Standard in the model",
            true, WithFields(new FieldSettings { Name = "amount", Scaling = Scaling.Robust }, new FieldSettings { Name = "count" }) },
        { "amount has Log1p True in the settings and False in the model",
            true, WithFields(new FieldSettings { Name = "amount", Log1p = true }, new FieldSettings { Name = "count" }) },
        { "more is only in the settings", true, WithFields([.. Trained.Schema.Fields, new FieldSettings { Name = "more" }]) },
        { "count is only in the model", true, WithFields(Trained.Schema.Fields[0]) },
        { "Schema:Fields have another order", true, WithFields(Trained.Schema.Fields[1], Trained.Schema.Fields[0]) },
        {
            "Schema:Aggregates are not in the settings what they are in", true,
            Trained with { Schema = Trained.Schema with { Aggregates = [new AggregateSettings { By = ["card"] }] } }
        },
        { "Schema:State:EventsPerKey is 99 in the settings, but 1024",
            true, Trained with { Schema = Trained.Schema with { State = new StateSettings { EventsPerKey = 99 } } } },
        { "Window:Steps is 5 in the settings, but 1", true, Trained with { Window = new WindowSettings { Steps = 5 } } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_one_sentence_that_says_what_differs_what_is_in_force_and_what_to_do(
        string difference, bool stopsStream, StreamSettings changed)
    {
        SettingsDrift drift = Assert.Single(Of(changed));

        Assert.Contains(difference, drift.Sentence, StringComparison.Ordinal);
        Assert.Contains(stopsStream ? "`run` refuses" : "which is in force", drift.Sentence, StringComparison.Ordinal);
        Assert.Contains("`detector train --stream cards`", drift.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            difference.StartsWith("Threshold", StringComparison.Ordinal),
            drift.Sentence.Contains("`detector threshold set --stream cards --target ", StringComparison.Ordinal));
        Assert.Equal(stopsStream, drift.StopsStream);
    }

    [Fact]
    public void Masks_that_are_others_than_a_model_learned_stop_its_stream_and_the_same_do_not()
    {
        FrameSettings frame = new() { Width = 4, Height = 3, Masks = [new() { Camera = "door", Ignore = "0,0 0.5,0 0.5,1 0,1" }] };
        StreamSettings trained = Trained with { Schema = new() { Format = MessageFormat.Raw, Frame = frame } };
        StreamSettings Masked(params MaskSettings[] masks) =>
            trained with { Schema = trained.Schema with { Frame = frame with { Masks = masks } } };
        Bundle bundle = OfFrames(trained);

        Assert.Empty(SettingsDrift.Of("door", trained, bundle));
        Assert.Empty(SettingsDrift.Of("door", Masked(frame.Masks[0] with { }), bundle));
        Assert.All(
            [Masked(), Masked(frame.Masks[0] with { Camera = "yard" }), Masked(frame.Masks[0] with { Ignore = "0,0 0.5,0 0.5,1" })],
            changed =>
            {
                SettingsDrift drift = Assert.Single(SettingsDrift.Of("door", changed, bundle));
                Assert.StartsWith("Schema:Frame:Masks are not in the settings what they are in the model", drift.Sentence,
                    StringComparison.Ordinal);
                Assert.True(drift.StopsStream);
            });
    }

    [Fact]
    public void A_threshold_that_was_set_later_is_the_one_in_force()
    {
        Threshold set = model.Bundle.Threshold with { Target = 0.001, Version = "t20300101-000000" };

        SettingsDrift drift = Assert.Single(SettingsDrift.Of("cards", Trained, model.Bundle, set));

        Assert.Contains("Threshold:Target is 0.01 in the settings, but 0.001, for the threshold",
            drift.Sentence, StringComparison.Ordinal);
        Assert.Contains("t20300101-000000", drift.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_runs_with_another_threshold_than_its_settings_ask_for_says_so_in_the_log()
    {
        var log = new WarningLog();

        StreamSettings stricter = Trained with { Threshold = Trained.Threshold with { Target = 0.001 } };
        using IDisposable? serving = new ModelWatch("cards", stricter, model.Registry, TimeProvider.System, log).First();

        Assert.Contains("Threshold:Target is 0.001 in the settings, but 0.01", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_does_not_run_with_a_model_of_other_fields()
    {
        var watch = new ModelWatch("cards", WithFields(Trained.Schema.Fields[0]), model.Registry, TimeProvider.System, new WarningLog());

        Assert.Contains("count is only in the model", Assert.Throws<BundleException>(() => watch.First()).Message,
            StringComparison.Ordinal);
    }

    private static StreamSettings WithFields(params FieldSettings[] fields) =>
        Trained with { Schema = Trained.Schema with { Fields = fields } };

    private static Bundle OfFrames(StreamSettings settings)
    {
        var schema = new Schema(settings.Schema);
        var rows = new RowSet(schema.FieldCount, store: new ArrayStore(arePixels: true));
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] frame = new byte[schema.FieldCount];
            random.NextBytes(frame);
            rows.Add(new ReadOnlyRowSpan(frame));
        }

        string folder = Directory.CreateTempSubdirectory("detector-test-").FullName;
        try
        {
            var registry = new ModelRegistry(folder, TimeProvider.System);
            string version = registry.Save("door", new Trainer(schema, settings.Model, settings.Threshold, TimeProvider.System)
                .Train(SampleSet.Of(rows, schema.Layout), null, TestContext.Current.CancellationToken));
            registry.Promote("door", version, new Change("test", "made"));
            return registry.Load("door");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IReadOnlyList<SettingsDrift> Of(StreamSettings settings) => SettingsDrift.Of("cards", settings, model.Bundle);

    /// <summary>A model of the settings above, in a registry.</summary>
    public sealed class OneModel : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("detector-test-").FullName;

        public OneModel()
        {
            var random = new Random(1);
            var rows = new RowSet(2);
            for (int i = 0; i < 200; i++)
            {
                rows.Add([random.NextDouble(), random.NextDouble()]);
            }

            Registry = new ModelRegistry(_directory, TimeProvider.System);
            string version = Registry.Save("cards",
                new Trainer(new Schema(Trained.Schema), Trained.Model, Trained.Threshold, TimeProvider.System)
                .Train(SampleSet.Vectors(rows), null, TestContext.Current.CancellationToken));
            Registry.Promote("cards", version, new Change("test", "made"));
            Bundle = Registry.Load("cards");
        }

        public ModelRegistry Registry { get; }

        public Bundle Bundle { get; }

        public void Dispose() => Directory.Delete(_directory, recursive: true);
    }

    private sealed class WarningLog : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }
    }
}
