using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Microsoft.Extensions.Logging;

namespace Detector.Retraining.Daemon;

/// <summary>
/// One stream's retraining: begins a training when it is time, tells how it goes, and takes a promotion back that turns out badly. Of a
/// group's members the one begins it that has the first topic's first partition; the registry's lease sees to it that a rebalance makes no
/// two of it.
/// </summary>
internal sealed partial class StreamRetraining : IAsyncDisposable
{
    private const int MostCurve = 200;

    private readonly string _stream;
    private readonly ModelRegistry _registry;
    private readonly ITrainerRunner _runner;
    private readonly RetrainingTriggers _triggers;
    private readonly RetrainingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ShadowTrial? _shadow;
    private readonly DriftTrigger _drift;
    private readonly Promotions _promotions;
    private readonly Lock _gate = new();
    private readonly List<double> _curve = [];
    private CancellationTokenSource? _cancel;
    private Task _running = Task.CompletedTask;
    private PromotionWatch? _watch;
    private string? _serving;
    private DateTimeOffset? _begun;
    private string? _asked;
    private string? _problem;
    private RetrainingStatus _status = new();

    public StreamRetraining(
        string stream, StreamSettings settings, ModelRegistry registry, ITrainerRunner runner, RetrainingMetrics metrics,
        TimeProvider time, ILogger logger, ShadowTrial? shadow = null)
    {
        (_stream, Settings, _registry, _runner, _metrics, _time, _logger) = (stream, settings, registry, runner, metrics, time, logger);
        _shadow = shadow;
        _drift = new DriftTrigger(settings.Retraining);
        _promotions = new Promotions(stream, settings, registry);
        _triggers = new RetrainingTriggers(settings.Retraining, settings.Model.Seed, time.GetUtcNow());
        metrics.Add(stream);
    }

    /// <summary>What it goes by.</summary>
    public StreamSettings Settings { get; }

    /// <summary>How it is now. Any thread.</summary>
    public RetrainingStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status with { Curve = [.. _curve], Watched = _watch?.Version, Next = _triggers.Next, Shadow = _shadow?.Status };
            }
        }
    }

    /// <summary>Ends when the training under way does.</summary>
    internal Task Running => _running;

    /// <summary>Asks for a training, whatever the clock says. Any thread.</summary>
    /// <returns>False where one is under way or asked for.</returns>
    public bool Ask(string why)
    {
        lock (_gate)
        {
            bool isFree = _asked is null && _status.Stage is null;
            _asked ??= isFree ? why : null;
            return isFree;
        }
    }

    /// <summary>Ends the training under way. Any thread.</summary>
    public bool Cancel()
    {
        lock (_gate)
        {
            if (_cancel is not { } cancel)
            {
                return false;
            }

            _ = cancel.CancelAsync(); // on this thread the training might end within it, and nothing be there to cancel any more
            return true;
        }
    }

    /// <summary>Looks whether something is to be done; once a second, on one thread.</summary>
    public void Look(StreamStatus stream)
    {
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            WatchPromotion(stream, now);
            if (stream.Leads)
            {
                WatchShadow(now);
            }

            DateTimeOffset? last = Later(Past(RetrainingLease.LastBegun(_registry, _stream), now), Past(_begun, now));
            lock (_gate)
            {
                string? drift = _drift.Due(stream);
                string? due = _triggers.Due(now, last, stream.EventsScored, drift);
                string? why = _asked ?? (stream is { Leads: true, Model: not null } ? due : null);
                if (why is not null && _running.IsCompleted)
                {
                    Begin(why, drift is null ? null : _drift.From(now), now);
                }
            }

            _problem = null;
        }
        catch (Exception e) when (e is BundleException or IOException or UnauthorizedAccessException)
        {
            if (_problem != e.Message)
            {
                LogProblem(_stream, _problem = e.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cancel();
        await _running;
        _shadow?.End();
        _metrics.Remove(_stream);
    }

    // What lies far ahead was written by a clock that was put back since: it would keep the next one from beginning until then.
    private DateTimeOffset? Past(DateTimeOffset? begun, DateTimeOffset now) => begun - now > Settings.Retraining.Pause ? null : begun;

    // One that fails before it has the lease is not begun again at once either.
    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private void Begin(string why, DateTimeOffset? since, DateTimeOffset now)
    {
        _asked = null;
        _begun = now;
        _curve.Clear();
        _cancel = new CancellationTokenSource();
        _status = _status with { Stage = "starting", Trigger = why, Since = now, Fraction = 0, SecondsLeft = null };
        _metrics.Running.WithLabels(_stream).Set(1);
        LogBegun(_stream, why);
        CancellationToken cancellation = _cancel.Token;
        _running = Task.Run(() => RunAsync(why, since, now, cancellation), CancellationToken.None);
    }

    private async Task RunAsync(string why, DateTimeOffset? since, DateTimeOffset began, CancellationToken cancellation)
    {
        TrainerEnd end;
        try
        {
            end = await _runner.RunAsync(_stream, Settings, new(why, since), Tell, cancellation);
        }
        catch (OperationCanceledException)
        {
            end = new TrainerEnd(null, null);
        }
        catch (Exception e)
        {
            end = new TrainerEnd(null, e.Message);
        }

        if (end.Result is null)
        {
            Sweep();
        }

        End(end, began);
    }

    // What a process left behind that was ended within a save.
    private void Sweep()
    {
        try
        {
            _registry.CheckWritable(_stream);
        }
        catch (BundleException e)
        {
            LogProblem(_stream, e.Message);
        }
    }

    private void Tell(TrainerLine line)
    {
        if (line.LeftOutSentence is { } leftOut)
        {
            LogLeftOut(_stream, leftOut);
        }

        if (line.Start is { } start)
        {
            LogStart(_stream, start.Sentence);
        }

        lock (_gate)
        {
            _status = _status with
            {
                Stage = line.Kind is TrainerLine.Gathered or TrainerLine.Trained or TrainerLine.Result ? _status.Stage : line.Kind,
                Fraction = line.Fraction ?? 0,
                SecondsLeft = line.SecondsLeft,
            };
            if (line.HeldOutLoss is { } loss)
            {
                if (_curve.Count == MostCurve)
                {
                    _curve.RemoveAt(0);
                }

                _curve.Add(loss);
                _metrics.Loss.WithLabels(_stream).Set(loss);
            }
        }

        _metrics.Progress.WithLabels(_stream).Set(line.Fraction ?? 0);
    }

    private void End(TrainerEnd end, DateTimeOffset began)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Verdict? verdict = end.Result?.Verdict;
        string outcome = end.Result?.Outcome is { } known ? RetrainingOutcome.Of(known)
            : end.Error is null ? RetrainingOutcome.Cancelled : RetrainingOutcome.Failed;
        string reason = verdict?.Sentence ?? end.Error ?? "it was told to end";
        Log(end, outcome, reason);
        _metrics.Running.WithLabels(_stream).Set(0);
        _metrics.Ended.WithLabels(_stream, outcome).Inc();
        _metrics.Duration.WithLabels(_stream).Set((now - began).TotalSeconds);
        _metrics.LastEnd.WithLabels(_stream).Set(now.ToUnixTimeSeconds());
        lock (_gate)
        {
            _cancel?.Dispose();
            _cancel = null;
            _status = new RetrainingStatus { Last = new RetrainingEnd(now, outcome, end.Result?.Version, reason) };
        }
    }

    private void Log(TrainerEnd end, string outcome, string reason)
    {
        if (end.Error is not null)
        {
            LogFailed(_stream, reason);
        }
        else
        {
            LogEnded(_stream, end.Result?.Version ?? "no model", outcome, reason);
        }
    }

    private void WatchPromotion(StreamStatus stream, DateTimeOffset now)
    {
        // A model that the stream cannot begin with leaves no member that leads.
        bool looks = stream.Leads || stream is { Model: null, ModelProblem: not null };
        string? serving = looks ? _registry.Read(_stream, RegistryPointer.Current) : null;
        if (serving != _serving)
        {
            PromotionWatch? found = _promotions.Watch(serving, now);
            lock (_gate)
            {
                (_serving, _watch) = (serving, found);
            }
        }

        if (_watch is not { } watch)
        {
            return;
        }

        string? why = watch.Look(stream, now);
        if (why is null && !watch.IsOver)
        {
            return;
        }

        lock (_gate)
        {
            _watch = null;
        }

        if (why is not null)
        {
            RollBack(watch.Version, why, now);
        }

        _promotions.End(watch.Version, now);
    }

    private void WatchShadow(DateTimeOffset now)
    {
        RetrainingEnd? looked = _shadow?.Look(now);
        _metrics.Show(_stream, _shadow?.Status);
        if (looked is not { } end)
        {
            return;
        }

        LogEnded(_stream, end.Version!, end.Outcome, end.Reason);
        _metrics.Ended.WithLabels(_stream, end.Outcome).Inc();
        lock (_gate)
        {
            _status = _status with { Last = end };
        }
    }

    private void RollBack(string version, string why, DateTimeOffset now)
    {
        if (_registry.Read(_stream, RegistryPointer.Previous) is not { } previous
            || !_registry.TryPromote(_stream, previous, version, Change.Of("detector run", $"rolled back from {version}: {why}")))
        {
            return;
        }

        LogRolledBack(_stream, version, previous, why);
        _metrics.Ended.WithLabels(_stream, RetrainingOutcome.RolledBack).Inc();
        lock (_gate)
        {
            _status = _status with { Last = new RetrainingEnd(now, RetrainingOutcome.RolledBack, version, why) };
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: training a new model beside it ({Why})")]
    private partial void LogBegun(string stream, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: of what was chosen to train on, {What}")]
    private partial void LogLeftOut(string stream, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: the training {How}")]
    private partial void LogStart(string stream, string how);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: {Version} is {Outcome}: {Reason}")]
    private partial void LogEnded(string stream, string version, string outcome, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: no new model, the last one goes on serving: {Reason}")]
    private partial void LogFailed(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: {Version} is taken back and {Previous} serves again: {Reason}")]
    private partial void LogRolledBack(string stream, string version, string previous, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: its retraining cannot go on: {Reason}")]
    private partial void LogProblem(string stream, string reason);
}
