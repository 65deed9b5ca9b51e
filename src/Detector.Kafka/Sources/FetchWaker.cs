using Confluent.Kafka;

namespace Detector.Kafka.Sources;

/// <summary>
/// Keeps old librdkafka fetching. Before 2.2, once as much is prefetched as the settings allow, it looks again only after a second, by when a
/// fast reader has long been idle; since 2.2, <c>fetch.queue.backoff.ms</c> says when. To be given its credentials anew, the same
/// or none, wakes its broker threads, and they look. With messages of 480 bytes this doubles the rate, with half the memory.
/// </summary>
internal sealed class FetchWaker : IDisposable
{
    private const int HasFetchBackoff = 0x02020000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private readonly IClient _client;
    private readonly ClientConfig _options;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _isBusy;
    private bool _isDone;

    public FetchWaker(IClient client, ClientConfig options, TimeProvider time)
    {
        (_client, _options) = (client, options);
        _timer = IsNeeded ? time.CreateTimer(_ => Wake(), null, Interval, Interval) : null;
    }

    /// <summary>Whether this librdkafka has no setting for it.</summary>
    public static bool IsNeeded => Library.Version < HasFetchBackoff;

    /// <summary>Tells that messages are being read; costs nothing.</summary>
    public void Touch() => _isBusy = true;

    /// <summary>No call of the client is under way when this returns, and none comes after.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDone = true;
        }

        _timer?.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_isBusy && !_isDone)
            {
                _isBusy = false;
                _client.SetSaslCredentials(_options.SaslUsername ?? "", _options.SaslPassword ?? "");
            }
        }
    }
}
