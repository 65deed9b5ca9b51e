using System.Collections.Concurrent;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Microsoft.Extensions.Logging;

namespace Detector.Streams;

/// <summary>
/// One stream's line from topic to alerts: a consumer, a scoring and a publisher thread, joined by bounded queues. A full queue holds
/// the consumer back; nothing is dropped. An offset is stored when every event up to it is scored and its alerts are acknowledged.
/// </summary>
internal sealed partial class StreamPipeline : IAssignmentHandler, IDisposable
{
    // How many messages may pass between two looks at the clock: far fewer than arrive in one linger at full speed.
    private const int ClockInterval = 64;

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    private readonly PipelineOptions _options;
    private readonly IEventSource _source;
    private readonly IAlertSink _alerts;
    private readonly IDeadLetterSink _deadLetters;
    private readonly IPipelineObserver _observer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OffsetTracker _offsets;
    private readonly BatchFiller _filler;
    private readonly BatchScorer _batchScorer;
    private readonly BlockingCollection<WorkItem> _free = new();
    private readonly BlockingCollection<WorkItem> _toScore;
    private readonly BlockingCollection<WorkItem> _toPublish;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread[] _threads;
    private readonly Lock _gate = new();
    private readonly Func<TimeSpan, bool> _takeFree;
    private readonly Func<TimeSpan, bool> _hasDeadLetterRoom;
    private Func<IScorer>? _nextScorer;
    private IScorer? _scorer;
    private WorkItem? _open;
    private bool _isDisposed;
    private long _stoppedAt;
    private volatile bool _stopping;

    public StreamPipeline(
        PipelineOptions options, Schema schema, IEventSource source, IMessageDecoder decoder, Func<IScorer> scorer,
        IAlertSink alerts, IDeadLetterSink deadLetters, IPipelineObserver observer, TimeProvider time, ILogger logger)
    {
        _options = options;
        _source = source;
        _nextScorer = scorer;
        _alerts = alerts;
        _deadLetters = deadLetters;
        _observer = observer;
        _time = time;
        _logger = logger;
        _offsets = new OffsetTracker(source.StoreOffset);
        _filler = new BatchFiller(schema, decoder, _offsets, deadLetters, observer, time);
        _batchScorer = new BatchScorer(options, source.Topics);
        _toScore = new BlockingCollection<WorkItem>(options.BatchesInFlight);
        _toPublish = new BlockingCollection<WorkItem>(options.BatchesInFlight);
        for (int i = 0; i < options.BatchesInFlight; i++)
        {
            _free.Add(new WorkItem(options.BatchSize, schema.Fields.Count));
        }

        _takeFree = wait => _free.TryTake(out _open, (int)wait.TotalMilliseconds, _abort.Token);
        _hasDeadLetterRoom = wait => _deadLetters.WaitForRoom(wait, _abort.Token);
        _threads = [StageThread("consume", Consume), StageThread("score", ScoreBatches), StageThread("publish", PublishBatches)];
    }

    /// <summary>Ends when the pipeline has stopped; faulted where a stage failed, and then the process must end.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Batches between the consumer and the end of publishing, and how many there may be.</summary>
    public (int InFlight, int Capacity) Load => (_options.BatchesInFlight - _free.Count, _options.BatchesInFlight);

    public void Start()
    {
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }

        _ = Task.Run(Join);
    }

    /// <summary>
    /// Stops consuming; what is in flight is finished, offsets are committed, the group is left, all of it within <see
    /// cref="PipelineOptions.DrainTimeout"/>.
    /// Await <see cref="Completion"/>.
    /// </summary>
    public void Stop()
    {
        Interlocked.CompareExchange(ref _stoppedAt, _time.GetTimestamp(), 0);
        _stopping = true;
    }

    /// <summary>Ends the pipeline at once because of an error outside it; what is in flight is consumed again by the next process.</summary>
    public void Fail(Exception error)
    {
        _completion.TrySetException(error);
        Abort();
    }

    /// <summary>Lets another model serve from the next batch on; it is made on the scoring thread, and where that fails, the old one goes on.</summary>
    public void Swap(Func<IScorer> scorer) => Volatile.Write(ref _nextScorer, scorer);

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Revoking(IReadOnlyList<TopicPartition> partitions)
    {
        LogRevoking(_options.Stream, partitions.Count);
        Dispatch();
        if (!Drain() && !_stopping)
        {
            LogDrainTimeout(_options.Stream, _offsets.OpenEvents, _options.DrainTimeout);
        }

        _offsets.Forget(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        LogLost(_options.Stream, partitions.Count);
        _offsets.Forget(partitions);
    }

    public void Dispose()
    {
        // Where a stage has failed, the others may still be about their last batch; one that waits for a sink is not waited for long.
        Abort();
        foreach (Thread thread in _threads.Where(thread => !thread.ThreadState.HasFlag(ThreadState.Unstarted)))
        {
            thread.Join(EndTimeout);
        }

        lock (_gate)
        {
            _isDisposed = true;
        }

        _source.Dispose();
        _scorer?.Dispose();
        _free.Dispose();
        _toScore.Dispose();
        _toPublish.Dispose();
        _abort.Dispose();
    }

    // A stage that fails after all others, even after the end, must not fail at this.
    private void Abort()
    {
        _stopping = true;
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _abort.Cancel();
            }
        }
    }

    private Thread StageThread(string stage, Action work) => new(() => Guard(work)) { Name = $"{_options.Stream} {stage}", IsBackground = true };

    // The first stage that fails takes the others down; what was not acknowledged is consumed again by the next process.
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private void Join()
    {
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _completion.TrySetResult();
    }

    private void Consume()
    {
        _source.Open(this);
        while (!_stopping && AwaitRoom())
        {
            TimeSpan wait = Remaining(_open!.Batch);
            bool isDecoded = true; // else there may be no room for another dead letter
            if (wait > TimeSpan.Zero && _source.TryRead(wait, out EventView message))
            {
                isDecoded = Add(message);
            }

            for (int i = 0; isDecoded && i < ClockInterval; i++)
            {
                if (_open is not { Batch.IsFull: false } || !_source.TryRead(TimeSpan.Zero, out message))
                {
                    break;
                }

                isDecoded = Add(message);
            }

            if (_open is { Batch: { Ticket: not null } batch } && (batch.IsFull || Remaining(batch) <= TimeSpan.Zero))
            {
                Dispatch();
            }
        }

        Finish();
    }

    // For the next message there is a batch, and, if it cannot be decoded, room among the dead letters. False where the stream stops
    // meanwhile.
    private bool AwaitRoom()
    {
        if (!_hasDeadLetterRoom(TimeSpan.Zero))
        {
            Dispatch();
            if (!Await(_hasDeadLetterRoom))
            {
                return false;
            }
        }

        return _open is not null || Await(_takeFree);
    }

    // Who waits for long must not look dead to the group.
    private bool Await(Func<TimeSpan, bool> isThere)
    {
        long start = _time.GetTimestamp();
        bool isPaused = false;
        bool isOver;
        while (!(isOver = isThere(IdleWait)) && !_stopping)
        {
            if (!isPaused && _time.GetElapsedTime(start) >= _options.PauseAfter)
            {
                isPaused = true;
                LogPaused(_options.Stream, _options.PauseAfter);
                _source.Pause();
            }

            if (isPaused)
            {
                _source.TryRead(TimeSpan.Zero, out _);
            }
        }

        if (isPaused)
        {
            _source.Resume();
        }

        return isOver;
    }

    // A rebalance within the read may have sent the open batch on its way.
    private bool Add(in EventView message)
    {
        _open ??= _free.Take(_abort.Token);
        return _filler.Add(_open.Batch, _source, message);
    }

    private TimeSpan Remaining(Batch batch) =>
        batch.Ticket is null ? IdleWait : _options.Linger - _time.GetElapsedTime(batch.OpenedAt);

    private void Dispatch()
    {
        if (_open is { Batch.Ticket: not null } item)
        {
            _open = null;
            _toScore.Add(item, _abort.Token);
        }
    }

    private void Finish()
    {
        Dispatch();
        _toScore.CompleteAdding();
        bool isDone = _abort.IsCancellationRequested || Drain();
        if (!isDone)
        {
            LogDrainTimeout(_options.Stream, _offsets.OpenEvents, _options.DrainTimeout);
        }

        _source.Close();
        if (!isDone)
        {
            Abort(); // a publisher may wait for ever
        }
    }

    // A stop has one deadline for all its waits, of which a tenth is left for the commit and the group.
    private bool Drain()
    {
        long stoppedAt = Interlocked.Read(ref _stoppedAt);
        TimeSpan left = stoppedAt == 0 ? _options.DrainTimeout : (0.9 * _options.DrainTimeout) - _time.GetElapsedTime(stoppedAt);
        return _offsets.Drain(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
    }

    private void ScoreBatches()
    {
        TakeUpModel();
        foreach (WorkItem item in _toScore.GetConsumingEnumerable(_abort.Token))
        {
            TakeUpModel();
            if (item.Batch.Count > 0)
            {
                long start = _time.GetTimestamp();
                _batchScorer.Score(_scorer!, item);
                _observer.Scored(item.Batch, _time.GetElapsedTime(start));
            }

            _toPublish.Add(item, _abort.Token);
        }

        _toPublish.CompleteAdding();
    }

    private void TakeUpModel()
    {
        if (Volatile.Read(ref _nextScorer) is null || Interlocked.Exchange(ref _nextScorer, null) is not { } create)
        {
            return;
        }

        try
        {
            IScorer next = create();
            _scorer?.Dispose();
            _scorer = next;
            _observer.ModelChanged(next);
        }
        catch (Exception error) when (_scorer is not null)
        {
            LogModelRefused(_options.Stream, error.Message);
        }
    }

    private void PublishBatches()
    {
        foreach (WorkItem item in _toPublish.GetConsumingEnumerable(_abort.Token))
        {
            OffsetTicket ticket = item.Batch.Ticket!;
            foreach (Alert alert in item.Alerts)
            {
                _alerts.Publish(alert, ticket, _abort.Token);
            }

            _observer.Published(item.Batch, item.Scores, item.Alerts);
            item.Clear();
            _free.Add(item, _abort.Token);
            ticket.Release();
        }
    }
}
