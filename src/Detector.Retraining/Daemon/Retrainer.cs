using Detector.Models.Bundles;
using Detector.Retraining.Runs;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Detector.Retraining.Daemon;

/// <summary>Looks after the retraining of the daemon's streams, as they come and go.</summary>
public sealed class Retrainer : BackgroundService, IRetrainer
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly StreamSupervisor _supervisor;
    private readonly Func<string, StreamSettings, StreamRetraining> _make;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamRetraining> _streams = [];

    /// <param name="supervisor">The streams.</param>
    /// <param name="registry">Their models.</param>
    /// <param name="program">Trains.</param>
    /// <param name="metrics">Where they are counted.</param>
    public Retrainer(
        StreamSupervisor supervisor, ModelRegistry registry, TrainerProgram program, CollectorRegistry metrics, TimeProvider time,
        ILoggerFactory loggers)
    {
        (_supervisor, _time) = (supervisor, time);
        ILogger logger = loggers.CreateLogger("Detector");
        var counted = new RetrainingMetrics(metrics);
        var runner = new TrainerProcess(program);
        _make = (name, settings) => new StreamRetraining(
            name, settings, registry, runner, counted, time, logger,
            supervisor.Shadow(name) is { } lane ? new ShadowTrial(name, settings, registry, lane) : null);
    }

    /// <inheritdoc/>
    public RetrainingStatus? Read(string stream) => Find(stream)?.Status;

    /// <inheritdoc/>
    public bool Ask(string stream, string why) => Find(stream)?.Ask(why) ?? false;

    /// <inheritdoc/>
    public bool Cancel(string stream) => Find(stream)?.Cancel() ?? false;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(LookInterval, _time);
        try
        {
            do
            {
                await FollowAsync();
                foreach (StreamStatus status in _supervisor.Read())
                {
                    Find(status.Name)?.Look(status);
                }
            }
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            StreamRetraining[] all;
            lock (_gate)
            {
                all = [.. _streams.Values];
            }

            await Task.WhenAll(all.Select(stream => stream.DisposeAsync().AsTask()));
        }
    }

    // Streams come, go and change with the settings.
    private async Task FollowAsync()
    {
        IReadOnlyList<(string Name, StreamSettings Settings)> streams = _supervisor.Streams();
        List<StreamRetraining> gone = [];
        lock (_gate)
        {
            foreach ((string name, StreamRetraining stream) in _streams.ToArray())
            {
                if (!streams.Any(other => other.Name == name && ReferenceEquals(other.Settings, stream.Settings)))
                {
                    _streams.Remove(name);
                    gone.Add(stream);
                }
            }
        }

        foreach (StreamRetraining stream in gone)
        {
            await stream.DisposeAsync();
        }

        lock (_gate)
        {
            foreach ((string name, StreamSettings settings) in streams.Where(stream => !_streams.ContainsKey(stream.Name)))
            {
                _streams.Add(name, _make(name, settings));
            }
        }
    }

    private StreamRetraining? Find(string stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream);
        }
    }
}
