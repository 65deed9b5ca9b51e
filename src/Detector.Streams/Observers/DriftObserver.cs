using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Observers;

/// <summary>Watches a stream's drift, model by model, and tells of it: in the log, in metrics and in its status.</summary>
internal sealed partial class DriftObserver(
    DetectorMetrics metrics, string stream, DriftSettings settings, TimeProvider time, ILogger logger) : IPipelineObserver
{
    private const int MostFields = 10;
    private const string None = "";
    private static readonly TimeSpan SayInterval = TimeSpan.FromMinutes(1);

    private readonly DriftMetrics _metrics = metrics.Drift;
    private ServingModel? _model;
    private DriftWatch? _watch;
    private DriftStatus _told = new();
    private DateTimeOffset _burstSaid = DateTimeOffset.MinValue;
    private volatile DriftStatus? _status;

    /// <summary>How it was at the last look, with the ten fields that differ most; null where nobody watches or nothing was scored. Any
    /// thread.</summary>
    public DriftStatus? Status => _status;

    void IPipelineObserver.Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        if (!settings.Watch)
        {
            return;
        }

        if (_watch is null || model != _model)
        {
            Begin(model);
        }

        if (_watch!.Observe(batch, scores.Score.AsSpan(0, batch.Count), model.Rule.Threshold, time.GetUtcNow()))
        {
            Tell(_watch.Status);
        }
    }

    void IPipelineObserver.Consumed(Batch batch)
    {
    }

    void IPipelineObserver.DeadLettered(DecodeErrorKind kind)
    {
    }

    void IPipelineObserver.Jumped(PositionJump jump)
    {
    }

    void IPipelineObserver.Scored(Batch batch, TimeSpan elapsed)
    {
    }

    // What was said of another model's training rows is over.
    private void Begin(ServingModel model)
    {
        (_model, _watch) = (model, new DriftWatch(settings, model.Inputs));
        _metrics.Hide(stream);
        foreach (string field in model.Inputs?.Names ?? [None])
        {
            _metrics.Bursts.WithLabels(stream, field);
        }

        _told = _watch.Status;
        _status = _watch.Status;
    }

    private void Tell(DriftStatus status)
    {
        _metrics.Show(stream, status);
        if (status.Burst is { } burst && !ReferenceEquals(burst, _told.Burst))
        {
            _metrics.Bursts.WithLabels(stream, burst.Field?.Name ?? None).Inc();
            if (burst.At - _burstSaid >= SayInterval)
            {
                _burstSaid = burst.At;
                LogBurst(stream, burst.Words);
            }
        }

        if (status.Reason is { } reason && _told.Reason is null)
        {
            LogDrifted(stream, reason);
        }
        else if (status.Reason is null && _told.Reason is not null)
        {
            LogBack(stream);
        }

        _told = status;
        _status = status with { Fields = [.. status.Fields.Take(MostFields)] };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} has drifted from what its model was trained on: {Reason}")]
    private partial void LogDrifted(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} is again what its model was trained on")]
    private partial void LogBack(string stream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: {Burst}")]
    private partial void LogBurst(string stream, string burst);
}
