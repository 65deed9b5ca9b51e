using Detector.Core.Sources;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Clients;

/// <summary>
/// Remembers what keeps a client from its work (no broker, no topic, no permission) and says so: at once, then once a minute
/// while it lasts, and when it is over. Any thread.
/// </summary>
/// <param name="role">Who waits, such as "source of stream cards".</param>
internal sealed partial class ConnectionWatch(string role, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private ITimer? _reminder;
    private volatile Obstacle? _obstacle;

    /// <summary>What is waited for, and since when; null where nothing is.</summary>
    public Obstacle? Obstacle => _obstacle;

    /// <summary>What is waited for; null where nothing is.</summary>
    public string? Problem => _obstacle?.Reason;

    public void Report(string problem)
    {
        lock (_gate)
        {
            if (_obstacle is { } known)
            {
                _obstacle = known with { Reason = problem };
                return;
            }

            _obstacle = new Obstacle(time.GetUtcNow(), problem);
            LogWaiting(logger, role, problem);
            _reminder = time.CreateTimer(_ => Remind(), null, Interval, Interval);
        }
    }

    public void Clear()
    {
        if (_obstacle is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_obstacle is not null)
            {
                Stop();
                LogOver(logger, role);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Stop();
        }
    }

    private void Stop()
    {
        _obstacle = null;
        _reminder?.Dispose();
        _reminder = null;
    }

    private void Remind()
    {
        lock (_gate)
        {
            if (_obstacle is { } known)
            {
                LogWaiting(logger, role, known.Reason);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Role} waits: {Problem}")]
    private static partial void LogWaiting(ILogger logger, string role, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Role} goes on")]
    private static partial void LogOver(ILogger logger, string role);
}
