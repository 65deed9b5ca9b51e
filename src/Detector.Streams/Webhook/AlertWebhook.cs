using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Scoring;
using Detector.Kafka.Sources;
using Detector.Streams.Observers;
using Detector.Streams.Pipeline;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Webhook;

/// <summary>
/// Tells an Alertmanager of a stream's alerts, beside the topic. The line never waits for it: what finds its queue full is dropped,
/// counted and said, and so is what it refuses. What cannot be delivered now is tried again for as long as the line runs.
/// </summary>
internal sealed partial class AlertWebhook : IPipelineObserver, IAsyncDisposable
{
    private const int MostAtOnce = 100;
    private const string ApiPath = "api/v2/alerts";
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly string _stream;
    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Alert> _queue;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly Lock _gate = new();
    private long? _saidAt;
    private long _sent;
    private long _dropped;

    /// <param name="stream">The stream's name, for the log.</param>
    /// <param name="url">Where the Alertmanager is.</param>
    /// <param name="most">Alerts that wait at most.</param>
    public AlertWebhook(string stream, string url, int most, TimeProvider time, ILogger logger)
    {
        (_stream, _time, _logger) = (stream, time, logger);
        _url = new Uri(url) is { AbsolutePath: "/" } root ? new Uri(root, ApiPath) : new Uri(url);
        _queue = Channel.CreateBounded<Alert>(new BoundedChannelOptions(most) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Alerts that were taken. Any thread.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Alerts that were not, and will not be. Any thread.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Published(ServingModel model, Batch batch, BatchScores scores, IReadOnlyList<Alert> alerts)
    {
        foreach (Alert alert in alerts)
        {
            // A frame's picture is not sent, and need not wait.
            if (!_queue.Writer.TryWrite(alert.Frame is null ? alert : alert with { Frame = alert.Frame with { Picture = null } }))
            {
                Drop(1, "more alerts come than it takes");
            }
        }
    }

    public void Consumed(Batch batch)
    {
    }

    public void DeadLettered(DecodeErrorKind kind)
    {
    }

    public void Jumped(PositionJump jump)
    {
    }

    public void Scored(Batch batch, TimeSpan elapsed)
    {
    }

    /// <summary>Sends what waits, as far as that is done soon; what is left is dropped, and said.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        using ITimer end = _time.CreateTimer(_ => _stop.Cancel(), null, EndTimeout, Timeout.InfiniteTimeSpan);
        await _loop.ConfigureAwait(false);
        _client.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Alert>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MostAtOnce && _queue.Reader.TryRead(out Alert? alert))
            {
                batch.Add(alert);
            }

            await SendAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<Alert> batch)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause < LongestPause / 2 ? 2 * pause : LongestPause)
        {
            (string? problem, bool isLasting) = await TryAsync(batch).ConfigureAwait(false);
            if (problem is null)
            {
                Interlocked.Add(ref _sent, batch.Count);
                return;
            }

            if (isLasting || _stop.IsCancellationRequested)
            {
                Drop(batch.Count, problem);
                return;
            }

            Say(problem);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What is wrong, and whether it would be another time; null where it was taken.
    private async Task<(string? Problem, bool IsLasting)> TryAsync(List<Alert> batch)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        try
        {
            using var body = new ByteArrayContent(AlertmanagerJson.Of(batch, _time.GetUtcNow()));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await _client.PostAsync(_url, body, either.Token).ConfigureAwait(false);
            bool isLasting = (int)answer.StatusCode is >= 300 and < 500
                && answer.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
            return answer.IsSuccessStatusCode ? default : ($"it answers {(int)answer.StatusCode} {answer.ReasonPhrase}", isLasting);
        }
        catch (HttpRequestException e)
        {
            return (e.Message, false);
        }
        catch (OperationCanceledException)
        {
            return (_stop.IsCancellationRequested ? "the stream stops" : $"no answer within {AnswerTimeout.TotalSeconds} s", false);
        }
    }

    private void Drop(int count, string problem)
    {
        Interlocked.Add(ref _dropped, count);
        Say(problem);
    }

    private void Say(string problem)
    {
        lock (_gate)
        {
            if (_saidAt is { } at && _time.GetElapsedTime(at) < Interval && !_stop.IsCancellationRequested)
            {
                return;
            }

            _saidAt = _time.GetTimestamp();
        }

        LogNotTold(_stream, _url, Dropped, problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: {Url} is not told of every alert ({Dropped} dropped since the "
        + "start), the topic has them all: {Reason}")]
    private partial void LogNotTold(string stream, Uri url, long dropped, string reason);
}
