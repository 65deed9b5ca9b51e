using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Streams;
using Prometheus;

namespace Detector.Observability;

/// <summary>Counts what one stream's pipeline does, for Prometheus and for the status page.</summary>
internal sealed class StreamMonitor : IPipelineObserver
{
    private readonly DetectorMetrics _metrics;
    private readonly string _stream;
    private readonly TimeProvider _time;
    private readonly Action<Alert> _onAlert;
    private readonly Counter.Child _consumed;
    private readonly Counter.Child _scored;
    private readonly Counter.Child _warnings;
    private readonly Counter.Child _criticals;
    private readonly Histogram.Child _age;
    private readonly Histogram.Child _scoringTime;
    private readonly Histogram.Child _batchSize;
    private readonly Histogram.Child _error;
    private readonly Histogram.Child _score;
    private IScorer? _scorer;

    /// <param name="metrics">Where it counts.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="time">The clock that event ages are taken against.</param>
    /// <param name="onAlert">Told of every alert handed over (publisher thread).</param>
    public StreamMonitor(DetectorMetrics metrics, string stream, TimeProvider time, Action<Alert> onAlert)
    {
        _metrics = metrics;
        _stream = stream;
        _time = time;
        _onAlert = onAlert;
        _consumed = _metrics.Consumed.WithLabels(stream);
        _scored = _metrics.Scored.WithLabels(stream);
        _warnings = _metrics.Alerts.WithLabels(stream, "warning");
        _criticals = _metrics.Alerts.WithLabels(stream, "critical");
        _age = _metrics.EventAge.WithLabels(stream);
        _scoringTime = _metrics.ScoringTime.WithLabels(stream);
        _batchSize = _metrics.BatchSize.WithLabels(stream);
        _error = _metrics.ReconstructionError.WithLabels(stream);
        _score = _metrics.Score.WithLabels(stream);
        foreach (DecodeErrorKind kind in Enum.GetValues<DecodeErrorKind>().Where(kind => kind != DecodeErrorKind.None))
        {
            _metrics.DeadLettered.WithLabels(stream, Reason(kind));
        }
    }

    public long Consumed => (long)_consumed.Value;

    public long Scored => (long)_scored.Value;

    public long Alerts => (long)(_warnings.Value + _criticals.Value);

    public long DeadLettered => Enum.GetValues<DecodeErrorKind>()
        .Where(kind => kind != DecodeErrorKind.None)
        .Sum(kind => (long)_metrics.DeadLettered.WithLabels(_stream, Reason(kind)).Value);

    /// <summary>The model that serves; null while there is none.</summary>
    public IScorer? Model => Volatile.Read(ref _scorer);

    void IPipelineObserver.Scored(Batch batch, TimeSpan elapsed)
    {
        _scoringTime.Observe(elapsed.TotalSeconds);
        _batchSize.Observe(batch.Count);
        _scored.Inc(batch.Count);
    }

    void IPipelineObserver.Published(Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        // First, so that whoever sees all events counted sees their alerts.
        foreach (Alert alert in alerts)
        {
            (alert.Severity == Severity.Critical ? _criticals : _warnings).Inc();
            _onAlert(alert);
        }

        _consumed.Inc(batch.Count);
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < batch.Count; i++)
        {
            _error.Observe(scores.Error[i]);
            _score.Observe(scores.Score[i]);
            _age.Observe(Math.Max(0, nowMs - batch.QueuedMs(i)) * 1e-3);
        }
    }

    void IPipelineObserver.DeadLettered(DecodeErrorKind kind)
    {
        _consumed.Inc();
        _metrics.DeadLettered.WithLabels(_stream, Reason(kind)).Inc();
    }

    void IPipelineObserver.ModelChanged(IScorer scorer) => Show(scorer);

    /// <summary>Shows which model is in force. Any thread.</summary>
    public void Show(IScorer scorer)
    {
        if (Model == scorer)
        {
            return;
        }

        if (Model is { } old)
        {
            _metrics.ModelInfo.RemoveLabelled(_stream, old.Version, old.Family, old.Device);
        }

        Volatile.Write(ref _scorer, scorer);
        _metrics.ModelInfo.WithLabels(_stream, scorer.Version, scorer.Family, scorer.Device).Set(1);
        _metrics.ModelLoaded.WithLabels(_stream).Set(_time.GetUtcNow().ToUnixTimeSeconds());
        _metrics.Threshold.WithLabels(_stream).Set(scorer.Threshold.Value);
    }

    private static string Reason(DecodeErrorKind kind) => kind switch
    {
        DecodeErrorKind.Empty => "empty",
        DecodeErrorKind.Malformed => "malformed",
        DecodeErrorKind.MissingField => "missing_field",
        DecodeErrorKind.UnparsableValue => "unparsable_value",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
