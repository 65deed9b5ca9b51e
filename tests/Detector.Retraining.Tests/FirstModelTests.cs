using System.Collections.Concurrent;
using System.Globalization;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Retraining.Tests.History;
using Detector.Streams.Lookback;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Retraining.Tests;

public sealed class FirstModelTests : IDisposable
{
    private const int Events = 400;
    private static readonly Schema Table = new(new SchemaSettings { Fields = [new() { Name = "a" }, new() { Name = "b" }] });
    private readonly string _directory = Directory.CreateTempSubdirectory("detector-first-").FullName;
    private readonly MemoryHistory _history = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();

    [Fact]
    public void EventsAreVectorsWhereTheWindowIsOne()
    {
        AddRows(Events);
        Bundle bundle = Train(Table, 1);
        Assert.Equal("vector [2]", bundle.Shape.ToString());
        Assert.Equal(bundle.Version, new ModelRegistry(_directory, _time).Read("s", RegistryPointer.Current));
        Assert.Empty(_log.All);
        Assert.Equal([Events], _history.Reads);
    }

    [Fact]
    public void AggregatesAreMadeOfTheTopicsEvents()
    {
        AddRows(Events);
        var schema = new Schema(Table.Settings with { Aggregates = [new() { Kind = AggregateKind.Mean, Of = "a", By = ["b"] }] });
        Assert.Equal("vector [3]", Train(schema, 1).Shape.ToString());
    }

    [Fact]
    public void AggregatesOfVerdictsAreMadeOfTheTopicOfVerdicts()
    {
        var random = new Random(7);
        for (int i = 0; i < Events; i++)
        {
            _history.Add(string.Create(CultureInfo.InvariantCulture, $"{{\"a\":{random.NextDouble()},\"b\":{i % 2}}}"));
        }

        var verdicts = new MemoryHistory();
        verdicts.Add("{\"offset\":1,\"partition\":0,\"verdict\":1}", timestampMs: 200);
        var schema = new Schema(Table.Settings with { Aggregates = [new() { Kind = AggregateKind.ConfirmedCount, By = ["b"] }] });
        var past = new PastVerdicts(
            "s", _history.Topics, new() { Topic = "verdicts", Offset = "offset" }, new SideMemory(verdicts), TimeSpan.FromSeconds(1),
            TimeProvider.System, NullLogger.Instance);
        IReadOnlyList<NearRow> rows = Train(schema, 1, verdicts: past).Nearest([0.5, 0, 1], Events);
        double[] counts = [.. rows.Select(row => Math.Round(double.Parse(row.Fields[2].Value, CultureInfo.InvariantCulture))).Distinct()];
        Assert.Equal([0.0, 1], counts.Order());
    }

    [Fact]
    public void EventsOfAKeyAreSequencesWhereTheWindowIsLonger()
    {
        AddRows(Events, i => $"card{i % 5}");
        Assert.Equal(4, Train(Table, 4).Shape.Steps);
    }

    [Fact]
    public void FramesAreImages()
    {
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            byte[] frame = new byte[64];
            random.NextBytes(frame);
            _history.Add(frame);
        }

        var frames = new Schema(new SchemaSettings { Format = MessageFormat.Raw, Frame = new() { Width = 8, Height = 8 } });
        Bundle bundle = Train(frames, 1, 100);
        Assert.Equal(SampleKind.Image, bundle.Shape.Kind);
    }

    [Fact]
    public async Task WhileThereAreTooFewOnlyTheEndsAreLookedAt()
    {
        AddRows(10);
        using var looked = new SemaphoreSlim(0);
        _history.OnCount = look =>
        {
            if (look == 4)
            {
                AddRows(Events - 10);
            }

            looked.Release();
        };
        var gathered = new List<long>();
        Task<Bundle> training = Task.Run(() => Train(Table, 1, Events, gathered.Add));
        for (int look = 1; look <= 4; look++)
        {
            // The next look comes when the clock moves: the wait for it may not have begun yet.
            while (!await looked.WaitAsync(TimeSpan.FromMilliseconds(20)))
            {
                _time.Advance(TimeSpan.FromSeconds(5));
            }
        }

        await training;
        Assert.Equal([10, 10, 10], gathered);
        Assert.Equal([Events], _history.Reads);
    }

    [Fact]
    public void OffsetsWithoutAMessageAreMadeUpFor()
    {
        _history.AddGap(1000);
        AddRows(Events);
        Train(Table, 1);
        Assert.Equal([400, 800, 1400], _history.Reads);
    }

    [Fact]
    public async Task TheWaitEndsWhenItIsTold()
    {
        using var stop = new CancellationTokenSource();
        _history.OnCount = _ => stop.CancelAfter(TimeSpan.Zero);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Task.Run(() => First(Table, 1).Train(_history, Events, null, null, stop.Token)).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void EventsThatCannotBeDecodedAreCountedAndTold()
    {
        _history.Add("{\"a\":1}");
        _history.Add("nonsense");
        AddRows(Events);
        Train(Table, 1, Events + 2);
        (LogLevel level, string line) = Assert.Single(_log.All);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("2 of 402 events cannot be decoded", line, StringComparison.Ordinal);
        Assert.Contains("field \"b\" is missing", line, StringComparison.Ordinal);
    }

    /// <summary>As in the live line, where they are dead letters: a window reaches nowhere from such a time.</summary>
    [Theory]
    [InlineData(-1, "no Kafka timestamp"), InlineData(long.MinValue, "no time of the years 1 to 9999")]
    [InlineData(long.MaxValue, "no time of the years 1 to 9999"), InlineData(1_700_000_000_000_000, "no time of the years 1 to 9999")]
    public void EventsWithoutATimeAreLeftOutCountedAndTold(long timestampMs, string reason)
    {
        _history.Add("{\"a\":1,\"b\":2}", timestampMs: timestampMs);
        AddRows(Events);
        var schema = new Schema(Table.Settings with
        {
            Aggregates =
            [
                new() { Kind = AggregateKind.Mean, Of = "a", By = ["b"] },
                new() { Kind = AggregateKind.TimeSinceLast, By = ["b"] },
            ],
        });
        Train(schema, 1, Events + 1);
        (_, string line) = Assert.Single(_log.All);
        Assert.Contains("1 of 401 events cannot be decoded", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNoEventCanBeDecodedTheFirstReasonIsTheError()
    {
        for (int i = 0; i < Events; i++)
        {
            _history.Add("{\"a\":1}");
        }

        TrainingException error = Assert.Throws<TrainingException>(() => Train(Table, 1));
        Assert.Contains("none of 400 events can be decoded; the first: field \"b\" is missing", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(MissingPolicy.Mean), InlineData(MissingPolicy.Constant)]
    public void AFieldThatNoEventHasAValueOfIsNotTrainedOn(MissingPolicy missing)
    {
        for (int i = 0; i < 100; i++)
        {
            _history.Add($$"""{"a":{{i}},"b":"abc"}""");
        }

        var schema = new Schema(new() { Fields = [new() { Name = "a" }, new() { Name = "b", Missing = missing, Constant = "5" }] });
        TrainingException error = Assert.Throws<TrainingException>(() => Train(schema, 1, 100));
        Assert.StartsWith($"field \"b\" has no readable value in any row to train on, only stand-ins (Missing is {missing})",
            error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void AddRows(int count, Func<int, string>? key = null)
    {
        var random = new Random(7);
        for (int i = 0; i < count; i++)
        {
            double a = random.NextDouble();
            _history.Add(
                string.Create(CultureInfo.InvariantCulture, $"{{\"a\":{a},\"b\":{a + (0.1 * random.NextDouble())}}}"), key?.Invoke(i));
        }
    }

    private FirstModel First(Schema schema, int steps, PastVerdicts? verdicts = null) => new(
        "s", schema, new() { Steps = steps }, new ModelSettings { MaxSteps = 20, BatchSize = 32, Device = "cpu" },
        new ThresholdSettings(), new ModelRegistry(_directory, _time), _log, _time) { Verdicts = verdicts };

    private Bundle Train(Schema schema, int steps, int events = Events, Action<long>? gathered = null, PastVerdicts? verdicts = null)
    {
        string version = First(schema, steps, verdicts).Train(_history, events, gathered, null, TestContext.Current.CancellationToken);
        return new ModelRegistry(_directory, _time).Load("s", version);
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue((logLevel, formatter(state, exception)));
    }
}
