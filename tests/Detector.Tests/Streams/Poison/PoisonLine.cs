using System.Text;
using System.Text.Json;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Dashboard;
using Detector.Dashboard.Alerts;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Core.Alerts;
using Detector.Frames;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Detector.Tests.Streams.Poison;

/// <summary>A line from messages to what the broker, Prometheus and the page get; its model takes every event for an anomaly.</summary>
internal sealed class PoisonLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Schema _schema;
    private readonly TrainedModel _model;

    /// <param name="schema">What the messages look like.</param>
    /// <param name="usual">Messages to train on.</param>
    public PoisonLine(SchemaSettings schema, IEnumerable<byte[]> usual)
    {
        _schema = new Schema(schema);
        var rows = new RowSet(_schema.FieldCount);
        IMessageDecoder decoder = StreamDecoder.Create(_schema, rows.CategoryNames);
        double[] row = new double[_schema.FieldCount];
        foreach (byte[] message in usual)
        {
            DecodeResult result = decoder.Decode(message, row);
            Assert.True(result.Ok, decoder.Reason(result, message));
            rows.Add(row);
        }

        SampleSet samples = SampleSet.Of(rows, _schema.Layout);
        var settings = new ModelSettings { MaxSteps = 20, Trim = 0, Device = "cpu" };
        _model = new Trainer(_schema, settings, new(), TimeProvider.System).Train(samples, null, CancellationToken.None);
    }

    /// <summary>What Prometheus got after the messages sent last.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>Sends messages through; each must be alerted or be a dead letter, and the line must be alive at the end.</summary>
    /// <returns>Why messages went to the dead letters, by their place.</returns>
    public async Task<IReadOnlyDictionary<long, string>> SendAsync(IReadOnlyList<PoisonMessage> messages)
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        var log = new AlertLog(messages.Count);
        var monitor = new StreamMonitor(new DetectorMetrics(registry, "1.0"), "cards", ["events"], _schema, TimeProvider.System, log.Add);
        var sinks = new PoisonSinks();
        using var source = new PoisonSource(messages);
        var options = new PipelineOptions
        {
            Stream = "cards",
            BatchSize = 256,
            Include = [.. _schema.Frame is null ? _schema.Fields.Select(field => field.Path).Distinct() : []],
        };
        using DecodingCrew? crew = _schema.Frame is null ? null
            : new DecodingCrew("cards", _schema.Layout, () => StreamDecoder.Create(_schema), 3);
        await using var pipeline = new StreamPipeline(
            options, _schema, source, StreamDecoder.Create(_schema), Sensitive(),
            sinks, sinks, [monitor], TimeProvider.System, NullLogger.Instance,
            crew: crew);
        pipeline.Start();
        int first = WaitHandle.WaitAny([source.Exhausted, ((IAsyncResult)pipeline.Completion).AsyncWaitHandle], Patience);
        Assert.NotEqual(WaitHandle.WaitTimeout, first);
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, messages.Count).Select(i => (long)i), sinks.Alerted.Concat(sinks.Dead.Keys).Order());
        Assert.Equal(messages.Count, source.Stored);
        string recent = JsonSerializer.Serialize(log.Latest(messages.Count), DashboardJson.Readable.IReadOnlyListAlert);
        using JsonDocument json = JsonDocument.Parse(recent);
        Assert.Equal(sinks.Alerted.Count, json.RootElement.GetArrayLength());
        using var metrics = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(metrics);
        Metrics = Encoding.UTF8.GetString(metrics.ToArray());
        Assert.DoesNotMatch("_sum{.*} (.Inf|NaN)", Metrics);
        Assert.Contains($"detector_score_count{{stream=\"cards\"}} {sinks.Alerted.Count}\n", Metrics);
        return sinks.Dead;

        ServingModel Sensitive() => new(
            _model.CreateScorer("m1", 256, "cpu"), _model.CreateScorer("m1", Decider.Most, "cpu"),
            new AlertRule(_model.Threshold with { Value = double.NegativeInfinity }, new AlertPolicySettings()))
        {
            Created = DateTimeOffset.UnixEpoch,
        };
    }
}
