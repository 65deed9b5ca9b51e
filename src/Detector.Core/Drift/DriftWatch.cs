using Detector.Core.Batches;
using Detector.Core.Thresholds;

namespace Detector.Core.Drift;

/// <summary>
/// Watches whether a stream is still what its model was trained on: its fields against the training rows, the scores against what they
/// were at first, the share of events over the threshold against what was asked for. One model's; not safe for several threads. A batch
/// costs as much as 256 of its events, and allocates nothing unless something is told.
/// </summary>
/// <param name="settings">From when on it is said.</param>
/// <param name="inputs">What the training rows had; null where that is not known.</param>
public sealed class DriftWatch(DriftSettings settings, InputProfile? inputs)
{
    /// <summary>How often a field, or the share of alerts, is said to have drifted where nothing has changed, of each look.</summary>
    public const double Chance = 1e-6;

    private const int MostLooked = 256;
    private const int PaneEvents = 100;
    private const int LeastPane = 20;
    private static readonly TimeSpan PaneSpan = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BurstStays = TimeSpan.FromMinutes(5);
    private static readonly double Deviations = -NormalDistribution.Quantile(Chance / 2);

    private readonly InputCounts? _pane = inputs is null ? null : new(inputs);
    private readonly InputCounts? _window = inputs is null ? null : new(inputs);
    private readonly ScoreWatch _scores = new(settings.ScoreFactor, settings.Events);
    private string? _threshold;
    private bool _isOtherThreshold;
    private DateTimeOffset? _paneFrom;
    private DateTimeOffset? _windowFrom;
    private (long Over, long Events) _paneTally;
    private (long Over, long Events) _windowTally;
    private long _looked;
    private int _turn;

    /// <summary>How it was at the last look.</summary>
    public DriftStatus Status { get; private set; } = new()
    {
        NoInputs = inputs is null ? "the model does not tell what its training rows had: train it with this release" : null,
    };

    /// <summary>Takes a scored batch in.</summary>
    /// <param name="batch">Its events.</param>
    /// <param name="scores">[batch.Count] their scores.</param>
    /// <param name="threshold">What decided.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether <see cref="Status"/> is new.</returns>
    public bool Observe(Batch batch, ReadOnlySpan<float> scores, Threshold threshold, DateTimeOffset now)
    {
        if (batch.Count == 0)
        {
            return false;
        }

        if (_threshold != threshold.Version)
        {
            _isOtherThreshold = _threshold is not null;
            (_threshold, _paneTally, _windowTally) = (threshold.Version, default, default);
        }

        _paneFrom ??= now;
        _windowFrom ??= now;
        Count(batch, scores, threshold.Value);
        bool isPaneFull = _paneTally.Events >= PaneEvents || (now - _paneFrom >= PaneSpan && _paneTally.Events >= LeastPane);
        return isPaneFull && EndPane(threshold, now);
    }

    private void Count(Batch batch, ReadOnlySpan<float> scores, double threshold)
    {
        long over = 0;
        foreach (float score in scores)
        {
            over += score > threshold ? 1 : 0;
        }

        _paneTally = (_paneTally.Over + over, _paneTally.Events + scores.Length);

        // Evenly, and each time beginning elsewhere: events of one key may stand in a pattern.
        int stride = ((batch.Count - 1) / MostLooked) + 1;
        for (int i = _turn++ % stride; i < batch.Count; i += stride)
        {
            _scores.Add(scores[i]);
            _pane?.Add(batch.Row(i).Numbers);
            _looked++;
        }
    }

    private bool EndPane(Threshold threshold, DateTimeOffset now)
    {
        (long over, long events) = _paneTally;
        AlertBurst? burst = over >= settings.Burst * events
            ? new(now, over, events, _pane is { Events: > 0 } ? _pane.Shifts(settings.Psi, Chance)[0] : null)
            : null;
        _windowTally = (_windowTally.Over + over, _windowTally.Events + events);
        (_paneTally, _paneFrom) = (default, null);
        if (_pane is not null)
        {
            _window!.Take(_pane);
        }

        bool isWindowFull = _looked >= settings.Events && now - _windowFrom >= settings.Span;
        _scores.Look();
        burst ??= Status.Burst is { } last && now - last.At < BurstStays ? last : null;
        bool isSame = !_isOtherThreshold && ReferenceEquals(burst, Status.Burst)
            && _scores.Level == (Status.Score?.Level ?? DriftLevel.Unknown);
        if (!isWindowFull && isSame)
        {
            return false;
        }

        IReadOnlyList<FieldShift> fields = Status.Fields;
        AlertRate? alerts = _isOtherThreshold ? null : Status.Alerts;
        _isOtherThreshold = false;
        if (isWindowFull)
        {
            fields = _window is null ? [] : _window.Shifts(settings.Psi, Chance);
            alerts = AlertRate.Of(_windowTally.Over, _windowTally.Events, threshold, settings.AlertFactor, Deviations);
            _window?.Clear();
            (_looked, _windowTally, _windowFrom) = (0, default, null);
        }

        Tell(fields, _scores.Shift, alerts, burst, now);
        return true;
    }

    private void Tell(
        IReadOnlyList<FieldShift> fields, ScoreShift? score, AlertRate? alerts, AlertBurst? burst, DateTimeOffset now)
    {
        string[] reasons =
        [
            .. fields is [{ Level: DriftLevel.Drifted } most, ..] ? [most.Words] : (string[])[],
            .. score?.Level == DriftLevel.Drifted ? [score.Words] : (string[])[],
            .. alerts?.Level == DriftLevel.Drifted ? [alerts.Words] : (string[])[],
        ];
        Status = Status with
        {
            Level = reasons.Length > 0 ? DriftLevel.Drifted
                : (DriftLevel)Math.Max(Math.Max((int)(fields is [var first, ..] ? first.Level : DriftLevel.Unknown),
                    (int)(score?.Level ?? DriftLevel.Unknown)), (int)(alerts?.Level ?? DriftLevel.Unknown)),
            Reason = reasons.Length > 0 ? string.Join("; ", reasons) : null,
            Since = reasons.Length > 0 ? Status.Since ?? now : null,
            Fields = fields,
            Score = score,
            Alerts = alerts,
            Burst = burst,
        };
    }
}
