using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Pipeline;
using Detector.Streams.State;
using Detector.Streams.Status;
using Prometheus;

namespace Detector.Streams.Observers;

/// <summary>Counts what one stream's pipeline does, for Prometheus and for the status page.</summary>
internal sealed class StreamMonitor : IPipelineObserver, IDisposable
{
    // Far beyond every bucket: one event whose score is infinite would make a sum infinite for all that follow.
    private const double MostObserved = 1e6;

    // What a threshold half or twice as high would do is what one wonders about before changing it.
    private static readonly (double Times, string Label)[] WhatIfs = [(0.5, "0.5"), (1, "1"), (2, "2")];

    private readonly DetectorMetrics _metrics;
    private readonly string _stream;
    private readonly TimeProvider _time;
    private readonly Action<Alert> _onAlert;
    private readonly Counter.Child _consumed;
    private readonly Counter.Child _skipped;
    private readonly Counter.Child _scored;
    private readonly Counter.Child _warnings;
    private readonly Counter.Child _criticals;
    private readonly BatchedHistogram _age;
    private readonly Histogram.Child _scoringTime;
    private readonly Histogram.Child _batchSize;
    private readonly BatchedHistogram _error;
    private readonly BatchedHistogram _score;
    private readonly Counter.Child[] _whatIf;
    private readonly Counter.Child?[] _missing;
    private readonly Counter.Child?[] _unknown;
    private readonly HashSet<(string Topic, string Partition)> _lags = [];
    private string[]? _model;
    private StateStatus _state = new();
    private AlertRule? _rule;
    private long _givenUp;
    private (long Sent, long Dropped) _webhook;

    /// <param name="metrics">Where it counts.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="topics">Its source topics.</param>
    /// <param name="schema">Its schema; fields that may be missing, and categories, are counted.</param>
    /// <param name="time">The clock that event ages are taken against.</param>
    /// <param name="onAlert">Told of every alert handed over (publisher thread).</param>
    public StreamMonitor(
        DetectorMetrics metrics, string stream, IReadOnlyList<string> topics, Schema schema, TimeProvider time, Action<Alert> onAlert)
    {
        _metrics = metrics;
        _stream = stream;
        _time = time;
        _onAlert = onAlert;
        Scores = new ScoreHistory(time);
        _consumed = _metrics.Consumed.WithLabels(stream);
        _skipped = _metrics.SkippedFrames.WithLabels(stream);
        _scored = _metrics.Scored.WithLabels(stream);
        _warnings = _metrics.Alerts.WithLabels(stream, "warning");
        _criticals = _metrics.Alerts.WithLabels(stream, "critical");
        _age = new(_metrics.EventAge.WithLabels(stream), DetectorMetrics.AgeBuckets);
        _scoringTime = _metrics.ScoringTime.WithLabels(stream);
        _batchSize = _metrics.BatchSize.WithLabels(stream);
        _error = new(_metrics.ReconstructionError.WithLabels(stream), DetectorMetrics.ErrorBuckets);
        _score = new(_metrics.Score.WithLabels(stream), DetectorMetrics.ScoreBuckets);
        _whatIf = [.. WhatIfs.Select(whatIf => _metrics.WhatIf.WithLabels(stream, whatIf.Label))];
        _missing = [.. schema.Fields.Select(field => field.IsRequired ? null : _metrics.MissingValues.WithLabels(stream, field.Name))];
        _unknown = [.. schema.Fields.Select(field =>
            field.Kind == FieldKind.Categorical ? _metrics.UnknownCategories.WithLabels(stream, field.Name) : null)];

        // A series that begins above 0 hides its first rise from Prometheus.
        foreach (string part in BatchScores.PartNames)
        {
            _metrics.AlertParts.WithLabels(stream, part);
        }

        foreach (string[] labels in
            from topic in topics from reason in Enum.GetValues<JumpReason>() select new[] { stream, topic, Label(reason) })
        {
            _metrics.Jumps.WithLabels(labels);
            _metrics.Skipped.WithLabels(labels);
        }

        foreach (DecodeErrorKind kind in Enum.GetValues<DecodeErrorKind>().Where(kind => kind != DecodeErrorKind.None))
        {
            _metrics.DeadLettered.WithLabels(stream, kind.Label());
        }
    }

    /// <summary>Its scores over the last hour.</summary>
    public ScoreHistory Scores { get; }

    public long Consumed => (long)_consumed.Value;

    public long Scored => (long)_scored.Value;

    public long Alerts => (long)(_warnings.Value + _criticals.Value);

    public long DeadLettered => Enum.GetValues<DecodeErrorKind>()
        .Where(kind => kind != DecodeErrorKind.None)
        .Sum(kind => (long)_metrics.DeadLettered.WithLabels(_stream, kind.Label()).Value);

    /// <summary>Another model serves from the next batch on.</summary>
    public void Show(ServingModel model)
    {
        HideModel();
        _model = [_stream, model.Version, model.Family, model.Device];
        _metrics.ModelInfo.WithLabels(_model).Set(1);
        _metrics.ModelLoaded.WithLabels(_stream).Set(_time.GetUtcNow().ToUnixTimeSeconds());
        _metrics.ModelCreated.WithLabels(_stream).Set(model.Created.ToUnixTimeSeconds());
        Show(model.Rule);
    }

    /// <summary>Another threshold decides from the next batch on.</summary>
    public void Show(AlertRule rule)
    {
        Volatile.Write(ref _rule, rule);
        _metrics.Threshold.WithLabels(_stream).Set(rule.Threshold.Value);
        if (rule.Threshold is { Target: > 0, K: null })
        {
            _metrics.Target.WithLabels(_stream).Set(rule.Threshold.Target);
        }
        else
        {
            _metrics.Target.RemoveLabelled(_stream);
        }
    }

    /// <summary>No model serves any more.</summary>
    public void HideModel()
    {
        if (_model is { } labels)
        {
            _metrics.ModelInfo.RemoveLabelled(labels);
            _model = null;
        }
    }

    /// <summary>How the stream is.</summary>
    public void Show(StreamStatus status) => _metrics.Ready.WithLabels(_stream).Set(status.State == StreamState.Running ? 1 : 0);

    /// <summary>How its line is; series of partitions that went away go too.</summary>
    public void Show(LineStatus line)
    {
        HashSet<(string Topic, string Partition)> gone = [.. _lags];
        foreach (PartitionLag lag in line.Lags)
        {
            string partition = lag.Partition.ToString(CultureInfo.InvariantCulture);
            _metrics.Lag.WithLabels(_stream, lag.Topic, partition).Set(lag.Lag);
            gone.Remove((lag.Topic, partition));
            _lags.Add((lag.Topic, partition));
        }

        foreach ((string topic, string partition) in gone)
        {
            _metrics.Lag.RemoveLabelled(_stream, topic, partition);
            _lags.Remove((topic, partition));
        }

        // Each line counts from 0.
        _metrics.GivenUp.WithLabels(_stream).Inc(Since(_givenUp, line.GivenUp));
        _givenUp = line.GivenUp;
        _metrics.WebhookAlerts.WithLabels(_stream, "sent").Inc(Since(_webhook.Sent, line.Webhook.Sent));
        _metrics.WebhookAlerts.WithLabels(_stream, "dropped").Inc(Since(_webhook.Dropped, line.Webhook.Dropped));
        _webhook = line.Webhook;
        Show(line.State);
        _metrics.InFlight.WithLabels(_stream).Set(line.Load.InFlight);
        _metrics.QueueCapacity.WithLabels(_stream).Set(line.Load.Capacity);
    }

    private void Show(StateStatus? state)
    {
        if (state is null)
        {
            return;
        }

        _metrics.Keys.WithLabels(_stream).Set(state.Keys);
        _metrics.KeyBytes.WithLabels(_stream).Set(state.Bytes);
        _metrics.ToRestore.WithLabels(_stream).Set(state.ToRead - state.Read);
        _metrics.Evicted.WithLabels(_stream).Inc(Since(_state.Evicted, state.Evicted));
        _metrics.Late.WithLabels(_stream).Inc(Since(_state.Late, state.Late));
        _metrics.Incomplete.WithLabels(_stream).Inc(Since(_state.Incomplete, state.Incomplete));
        _metrics.Unlisted.WithLabels(_stream).Inc(Since(_state.Unlisted, state.Unlisted));
        _metrics.Gaps.WithLabels(_stream).Inc(Since(_state.Gaps, state.Gaps));
        _metrics.Repeats.WithLabels(_stream).Inc(Since(_state.Repeats, state.Repeats));
        _metrics.Verdicts.WithLabels(_stream, "judged").Inc(Since(_state.Judged, state.Judged));
        _metrics.Verdicts.WithLabels(_stream, "unknown").Inc(Since(_state.UnknownVerdicts, state.UnknownVerdicts));
        _metrics.Verdicts.WithLabels(_stream, "unreadable").Inc(Since(_state.UnreadableVerdicts, state.UnreadableVerdicts));
        _state = state;
    }

    /// <summary>Takes every series of the stream away.</summary>
    public void Dispose() => _metrics.Remove(_stream);

    void IPipelineObserver.Consumed(Batch batch)
    {
        _consumed.Inc(batch.Count + batch.Waiting + batch.Skipped);
        _skipped.Inc(batch.Skipped);
    }

    void IPipelineObserver.Scored(Batch batch, TimeSpan elapsed)
    {
        _scoringTime.Observe(elapsed.TotalSeconds);
        _batchSize.Observe(batch.Count);
        _scored.Inc(batch.Count);
    }

    void IPipelineObserver.Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        // First, so that whoever sees all events counted sees their alerts.
        foreach (Alert alert in alerts)
        {
            (alert.Severity == Severity.Critical ? _criticals : _warnings).Inc();
            CountParts(alert);
            _onAlert(alert);
        }

        Count(_missing, batch.StandIns);
        Count(_unknown, scores.Unknown);
        CountWhatIfs(scores.Score.AsSpan(0, batch.Count));
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        double? oldest = null;
        for (int i = 0; i < batch.Count; i++)
        {
            _error.Observe(Bounded(scores.Error[i]));
            _score.Observe(Bounded(scores.Score[i]));
            if (batch.QueuedMs(i) is var queuedMs and > 0)
            {
                double age = Math.Max(0, nowMs - queuedMs) * 1e-3;
                _age.Observe(age);
                oldest = oldest > age ? oldest : age;
            }
        }

        _error.Flush();
        _score.Flush();
        _age.Flush();
        Scores.Add(
            scores.Score.AsSpan(0, batch.Count), alerts.Count, Volatile.Read(ref _rule)?.Threshold.Value ?? double.NaN, oldest);
    }

    void IPipelineObserver.DeadLettered(DecodeErrorKind kind)
    {
        _consumed.Inc();
        _metrics.DeadLettered.WithLabels(_stream, kind.Label()).Inc();
    }

    void IPipelineObserver.Jumped(PositionJump jump)
    {
        _metrics.Jumps.WithLabels(_stream, jump.Topic, Label(jump.Reason)).Inc();
        _metrics.Skipped.WithLabels(_stream, jump.Topic, Label(jump.Reason)).Inc(jump.Lost);
    }

    private static long Since(long before, long now) => now - (now < before ? 0 : before);

    private void CountParts(Alert alert)
    {
        if (alert.Parts is { } parts && parts.Sum(part => part.Value) is > 0 and < MostObserved and var sum)
        {
            foreach (ScorePart part in parts)
            {
                _metrics.AlertParts.WithLabels(_stream, part.Name).Inc(part.Value / sum);
            }
        }
    }

    private void CountWhatIfs(ReadOnlySpan<float> scores)
    {
        if (Volatile.Read(ref _rule) is not { } rule)
        {
            return;
        }

        for (int whatIf = 0; whatIf < WhatIfs.Length; whatIf++)
        {
            double threshold = rule.Threshold.Value * WhatIfs[whatIf].Times;
            long over = 0;
            foreach (float score in scores)
            {
                over += score > threshold ? 1 : 0;
            }

            _whatIf[whatIf].Inc(over);
        }
    }

    private static string Label(JumpReason reason) => reason == JumpReason.Retention ? "retention" : "recreated";

    private static double Bounded(double value) => value < MostObserved ? value : MostObserved;

    private static void Count(Counter.Child?[] fields, ReadOnlySpan<long> counts)
    {
        for (int field = 0; field < counts.Length; field++)
        {
            if (counts[field] > 0)
            {
                fields[field]?.Inc(counts[field]);
            }
        }
    }
}
