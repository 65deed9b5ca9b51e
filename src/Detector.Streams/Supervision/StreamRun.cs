using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Detector.Streams.Repartitioning;
using Detector.Streams.Shadow;
using Detector.Streams.Status;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>
/// One stream's life: it waits for a model or trains its first one, runs its line, takes up promoted models, and begins again with
/// back-off where that fails. What it is about is one state at any moment, which status, readiness and metrics are read from.
/// </summary>
internal sealed partial class StreamRun : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayInterval = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly IModelWatch _models;
    private readonly Func<CancellationToken, Task<string>>? _trainFirst;
    private readonly Func<ServingModel, IStreamLine> _makeLine;
    private readonly StreamMonitor _monitor;
    private readonly DriftObserver? _drift;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BackOff _backOff;
    private readonly ThroughputMeter _throughput;
    private volatile Phase _phase = new(StreamState.Waiting, null);
    private volatile IForwarding? _forwarding;
    private volatile IStreamLine? _line;
    private volatile ServingModel? _model;

    /// <param name="name">The stream.</param>
    /// <param name="models">Finds its models.</param>
    /// <param name="trainFirst">Trains a model where there is none; null: one is waited for.</param>
    /// <param name="makeLine">Makes its line, which owns the model from then on.</param>
    /// <param name="monitor">Its metrics.</param>
    /// <param name="drift">Knows how far it has drifted; null where nobody watches.</param>
    public StreamRun(
        string name, IModelWatch models, Func<CancellationToken, Task<string>>? trainFirst, Func<ServingModel, IStreamLine> makeLine,
        StreamMonitor monitor, TimeProvider time, ILogger logger, DriftObserver? drift = null)
    {
        _name = name;
        _models = models;
        _trainFirst = trainFirst;
        _makeLine = makeLine;
        _monitor = monitor;
        _drift = drift;
        _time = time;
        _logger = logger;
        _backOff = new BackOff(time);
        _throughput = new ThroughputMeter(time);
        _monitor.Show(Status());
    }

    /// <summary>Told when a try has failed; another follows.</summary>
    public event Action<Exception>? Failed;

    public string Name => _name;

    /// <summary>Where its challenger scores; null where there is no such place.</summary>
    public ShadowLane? Shadow { get; init; }

    /// <summary>Makes what forwards its messages to its re-partition topic, from before there is a model; null where nothing does.
    /// </summary>
    public Func<IForwarding>? MakeForwarding { get; init; }

    /// <summary>Its scores over the last hour.</summary>
    public ScoreHistory Scores => _monitor.Scores;

    /// <summary>Whether its stop left events for the next start; known when it has ended.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>How the stream is now. Any thread.</summary>
    public StreamStatus Status()
    {
        Phase phase = _phase;
        ServingModel? model = _model;
        LineStatus? line = StatusOf(_line);
        IReadOnlyList<string> missing = [.. model is null ? (string[])["model"] : [], .. (line ?? new LineStatus()).Missing];
        return new StreamStatus
        {
            Name = _name,
            State = phase.State != StreamState.Running ? phase.State
                : missing.Count > 0 ? StreamState.Waiting
                : line?.State is { Restoring: > 0 } ? StreamState.Restoring : StreamState.Running,
            Reason = phase.Reason,
            Missing = missing,
            Model = model is null ? null : new ModelStatus(model.Version, model.Family, model.Device),
            ModelProblem = _models.Problem,
            Threshold = model?.Rule.Threshold,
            BrokerConnected = line?.BrokerConnected ?? false,
            AssignedPartitions = line?.AssignedPartitions ?? 0,
            Leads = line?.HasFirstPartition ?? false,
            DeliveryObstacle = line?.DeliveryObstacle,
            Keys = line?.State,
            Drift = model is null ? null : _drift?.Status,
            EventsConsumed = _monitor.Consumed,
            EventsScored = _monitor.Scored,
            EventsDeadLettered = _monitor.DeadLettered,
            Alerts = _monitor.Alerts,
            EventsPerSecond = _throughput.EventsPerSecond,
            Lag = line is null or { Lags.Count: 0 } ? null : line.Lags.Sum(lag => lag.Lag),
        };
    }

    /// <summary>Runs until it is told to stop. Throws nothing: what fails is said, and tried again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _backOff.Begin();
            try
            {
                await ForwardAndServeAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception error) when (stopping.IsCancellationRequested)
            {
                LogFailedAtStop(_name, error.Message);
            }
            catch (Exception error)
            {
                await FailAsync(error, stopping);
            }
        }

        Enter(StreamState.Stopped);
        LogStopped(_name, _monitor.Consumed, _monitor.Alerts);
    }

    /// <summary>Takes its metrics' series away. It must have ended.</summary>
    public void Dispose()
    {
        Shadow?.Dispose();
        _monitor.Dispose();
    }

    private LineStatus? StatusOf(IStreamLine? line) =>
        line is null ? null : _forwarding is { } forwarding ? line.Status.With(forwarding.Status) : line.Status;

    // Where the forwarding fails, the line stops, and both begin again.
    private async Task ForwardAndServeAsync(CancellationToken stopping)
    {
        if (MakeForwarding is null)
        {
            await ServeAsync(await ModelAsync(stopping), stopping);
            return;
        }

        await using IForwarding forwarding = MakeForwarding();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using CancellationTokenRegistration stop = stopping.Register(forwarding.Stop);
        _forwarding = forwarding;
        try
        {
            forwarding.Start();
            Task watch = CancelWithAsync(forwarding, failed);
            try
            {
                await ServeAsync(await ModelAsync(failed.Token), failed.Token);
            }
            catch (OperationCanceledException) when (forwarding.Completion.IsFaulted)
            {
            }

            forwarding.Stop();
            await watch;
            await forwarding.Completion;
        }
        finally
        {
            _forwarding = null;
        }
    }

    private static async Task CancelWithAsync(IForwarding forwarding, CancellationTokenSource failed)
    {
        await forwarding.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await failed.CancelAsync();
    }

    private async Task FailAsync(Exception error, CancellationToken stopping)
    {
        TimeSpan wait = _backOff.Failed();
        Enter(StreamState.Failed, error.Message);
        LogFailed(_name, wait.TotalSeconds, error.Message);
        Failed?.Invoke(error);
        await Task.Delay(wait, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<ServingModel> ModelAsync(CancellationToken stopping)
    {
        if (_models.First() is { } there)
        {
            return there;
        }

        using var found = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task? training = _trainFirst is null ? null : TrainAsync(_trainFirst, found.Token);
        try
        {
            for (long said = 0; ; await LookLaterAsync(training, stopping))
            {
                if (_models.First() is { } model)
                {
                    return model;
                }

                if (training is null && (said == 0 || _time.GetElapsedTime(said) >= SayInterval))
                {
                    Enter(StreamState.Waiting);
                    LogNoModel(_name);
                    said = _time.GetTimestamp();
                }
            }
        }
        finally
        {
            // One that came from elsewhere makes the training needless.
            await found.CancelAsync();
            await (training ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookLaterAsync(Task? training, CancellationToken stopping)
    {
        Task tick = Task.Delay(LookInterval, _time, stopping);
        await await Task.WhenAny(tick, training is null or { IsCompletedSuccessfully: true } ? tick : training);
    }

    private async Task TrainAsync(Func<CancellationToken, Task<string>> train, CancellationToken cancellation)
    {
        Enter(StreamState.Training);
        LogTraining(_name);
        LogTrained(_name, await train(cancellation));
    }

    private async Task ServeAsync(ServingModel model, CancellationToken stopping)
    {
        IStreamLine line;
        try
        {
            line = _makeLine(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        try
        {
            await using (line)
            {
                Use(model);
                _line = line;
                line.Start();
                Enter(StreamState.Running);
                while (!line.Completion.IsCompleted && !stopping.IsCancellationRequested)
                {
                    Look(line);
                    await Task.WhenAny(line.Completion, Task.Delay(LookInterval, _time, stopping));
                }

                if (stopping.IsCancellationRequested)
                {
                    Enter(StreamState.Stopping);
                    HasLeft = true; // should it fail now
                    line.Stop();
                }

                await line.Completion;
                HasLeft = line.HasLeft;
            }
        }
        finally
        {
            _line = null;
            _model = null;
            _monitor.HideModel();
        }
    }

    // What changes slowly is looked at once a second: lag, load, readiness, and whether another model was promoted.
    private void Look(IStreamLine line)
    {
        _throughput.Update(_monitor.Scored);
        if (_models.Next() is { } promoted)
        {
            line.Swap(promoted);
            Use(promoted);
        }
        else if (_models.NextRule() is { } rule)
        {
            _model!.Rule = rule;
            _monitor.Show(rule);
        }

        _monitor.Show(StatusOf(line)!);
        _monitor.Show(Status());
    }

    private void Use(ServingModel model)
    {
        _model = model;
        _monitor.Show(model);
    }

    private void Enter(StreamState state, string? reason = null)
    {
        _phase = new Phase(state, reason);
        _monitor.Show(Status());
    }

    private sealed record Phase(StreamState State, string? Reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Stream {Stream} has no model yet: "
            + "train one with `detector train --stream {Stream} --input FILE`; waiting")]
    private partial void LogNoModel(string stream);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Stream {Stream} has no model yet: training the first one on events of its topics")]
    private partial void LogTraining(string stream);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: first model {Version} trained")]
    private partial void LogTrained(string stream, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} failed and is tried again in {Seconds} s: {Reason}")]
    private partial void LogFailed(string stream, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "Stream {Stream} failed as it stopped; what it had not finished is left for the next start, which makes it again: {Reason}")]
    private partial void LogFailedAtStop(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} stopped: {Events} events, {Alerts} alerts")]
    private partial void LogStopped(string stream, long events, long alerts);
}
