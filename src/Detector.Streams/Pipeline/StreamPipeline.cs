using System.Collections.Concurrent;
using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Streams.Observers;
using Detector.Streams.State;
using Detector.Streams.Tracing;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Pipeline;

/// <summary>
/// One stream's line from topic to alerts: a consumer, a scoring and a publisher thread, joined by bounded queues. A full queue holds
/// the consumer back; nothing is dropped. An offset is stored when every event up to it is scored and its alerts are acknowledged.
/// </summary>
internal sealed partial class StreamPipeline : IAssignmentHandler, IAsyncDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    private readonly PipelineOptions _options;
    private readonly IEventSource _source;
    private readonly IReadOnlyList<IPipelineObserver> _observers;
    private readonly IDeadLetterSink _deadLetters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OffsetTracker _offsets;
    private readonly KeyedState? _state;
    private readonly FrameSkipper? _skipper;
    private readonly BatchFiller _filler;
    private readonly AlertPublisher _publisher;
    private readonly BlockingCollection<WorkItem> _free = new();
    private readonly BlockingCollection<WorkItem> _toScore;
    private readonly BlockingCollection<WorkItem> _toPublish;
    private readonly CancellationTokenSource _abort = new(); // never disposed: whoever fails last may still cancel it
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread[] _threads;
    private readonly ModelRelay _models;
    private readonly Func<TimeSpan, bool> _takeFree;
    private readonly Func<TimeSpan, bool> _hasDeadLetterRoom;
    private WorkItem? _open;
    private Exception? _error;
    private int _running;
    private long _stoppedAt;
    private bool _saidWhatIsLeft;
    private volatile bool _stopping;

    public StreamPipeline(
        PipelineOptions options, Schema schema, IEventSource source, IMessageDecoder decoder, ServingModel model,
        IAlertSink alerts, IDeadLetterSink deadLetters, IReadOnlyList<IPipelineObserver> observers, TimeProvider time, ILogger logger,
        ISideTopic? verdicts = null, DecodingCrew? crew = null, IChangelog? changelog = null)
    {
        _options = options;
        _source = source;
        _models = new ModelRelay(model);
        _observers = observers;
        _deadLetters = deadLetters;
        _time = time;
        _logger = logger;
        _offsets = new OffsetTracker(Store);
        _state = KeyedState.Of(schema, options, source, verdicts, changelog, time, logger);
        IncludedColumns? include = options.Include.Count > 0 ? new IncludedColumns(schema.Settings, options.Include) : null;
        _skipper = options.FramesPerSecond is { } rate ? new FrameSkipper(rate) : null;
        _filler = new BatchFiller(
            schema, decoder, _state, _offsets, deadLetters, observers, time, new(options.Stream, source.Topics),
            include is not null, crew, _skipper);
        IncidentDesk? incidents = options.Incident is { } incident ? new IncidentDesk(incident, time) : null;
        _publisher = new AlertPublisher(
            new Decider(options.Stream, source.Topics, schema.Layout, include, incidents, options.Pictures, options.FramesPerSecond),
            incidents, alerts, observers, schema.Layout);
        _toScore = new BlockingCollection<WorkItem>(options.BatchesInFlight);
        _toPublish = new BlockingCollection<WorkItem>(options.BatchesInFlight);
        for (int i = 0; i < options.BatchesInFlight; i++)
        {
            _free.Add(new WorkItem(options.BatchSize, schema.Layout));
        }

        _takeFree = wait => _offsets.WaitForRoom(_options.BatchesUnstored, wait)
            && _free.TryTake(out _open, (int)wait.TotalMilliseconds, _abort.Token);
        _hasDeadLetterRoom = wait => _deadLetters.WaitForRoom(wait, _abort.Token);
        _threads = [StageThread("consume", Consume), StageThread("score", ScoreBatches), StageThread("publish", PublishBatches)];
    }

    /// <summary>Ends with the last of the three threads; faulted with the first error where a stage failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>How its keyed state is; null where it has none.</summary>
    public StateStatus? State => _state?.Status;

    /// <summary>Batches between the consumer and the end of publishing, and how many there may be.</summary>
    public (int InFlight, int Capacity) Load => (_options.BatchesInFlight - _free.Count, _options.BatchesInFlight);

    /// <summary>Whether a stop left events whose alerts or dead letters could not be delivered in time; known when it has ended.</summary>
    public bool HasLeft { get; private set; }

    public void Start()
    {
        _running = _threads.Length;
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>
    /// Stops consuming, finishes what is in flight, commits and leaves the group, all within <see cref="PipelineOptions.DrainTimeout"/>.
    /// Await <see cref="Completion"/>.
    /// </summary>
    public void Stop()
    {
        Interlocked.CompareExchange(ref _stoppedAt, _time.GetTimestamp(), 0);
        _stopping = true;
        _state?.Stop();
    }

    /// <summary>Ends it because of an error, its own or not; what is in flight is consumed again. Any thread, any time.</summary>
    public void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        Abort();
    }

    /// <summary>Lets another model serve from the next batch on; the old one is disposed when its last batch is published.</summary>
    public void Swap(ServingModel model) => _models.Offer(model);

    public bool ReadsAgain => _state is not null;

    public long BeginAt(TopicPartition partition, long next) => _state?.BeginAt(partition, next) ?? next;

    public void Passed(TopicPartition partition, long next) => _state?.Passed(partition, next);

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Revoking(IReadOnlyList<TopicPartition> partitions)
    {
        // A pipeline that has failed has nothing to wait for: what is in flight is consumed again.
        if (!_abort.IsCancellationRequested)
        {
            LogRevoking(_options.Stream, partitions.Count);
            Dispatch();
            Drain();
            _state?.HandOver(partitions);
        }

        Forget(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        LogLost(_options.Stream, partitions.Count);
        Forget(partitions);
    }

    /// <summary>Ends what still runs and frees everything, but not before the last thread has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _running) > 0)
        {
            Abort();
            await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _source.Dispose();
        _state?.Dispose();
        _models.Dispose();
        _free.Dispose();
        _toScore.Dispose();
        _toPublish.Dispose();
    }

    private void Forget(IReadOnlyList<TopicPartition> partitions)
    {
        _offsets.Forget(partitions);
        _publisher.Forget(partitions);
        _state?.Forget(partitions);
    }

    private void Store(TopicPartition partition, long next)
    {
        _state?.Stored(partition, next);
        _source.StoreOffset(partition, next);
    }

    private void Abort()
    {
        _stopping = true;
        _state?.Stop();
        _abort.Cancel();
    }

    private Thread StageThread(string stage, Action work) =>
        new(() => Run(work)) { Name = $"{_options.Stream} {stage}", IsBackground = true };

    // The first stage that fails takes the others down; the last one that ends ends the pipeline.
    private void Run(Action work)
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

        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }

        if (_error is { } first)
        {
            _completion.SetException(first);
        }
        else
        {
            _completion.SetResult();
        }
    }

    // The group is left after a failure too, or it would keep the partitions until this member is found dead.
    private void Consume()
    {
        bool isDone = false;
        try
        {
            Read();
            Dispatch();
            _toScore.CompleteAdding();
            isDone = Drain();
        }
        catch (Exception error) when (!_abort.IsCancellationRequested)
        {
            Fail(error); // before the group is left, which else waits for what is in flight
            throw;
        }
        finally
        {
            _source.Close();
        }

        if (!isDone)
        {
            HasLeft = true;
            Abort(); // a publisher may wait for ever
        }
    }

    private void Read()
    {
        _source.Open(this);
        _toldAt = _time.GetTimestamp();
        while ((_state is null || Await(_state.AwaitVerdictTopic)) && !_stopping && AwaitRoom())
        {
            Batch batch = _open!.Batch;
            int count = _source.Read(Remaining(batch), Math.Min(_filler.Most, batch.Capacity - batch.Count));
            if (count > 0 && _state?.AwaitVerdicts() == false)
            {
                return;
            }

            _filler.Add(batch, _source, count);
            _filler.AfterRead(_source);
            _state?.AfterRead(count);
            TellSkipped();

            // A rebalance within the read may have sent it on its way.
            if (_open is not null && batch.Ticket is not null && (batch.IsFull || Remaining(batch) <= TimeSpan.Zero))
            {
                Dispatch();
            }
        }
    }

    // There is a batch for the next messages, and room among the dead letters should they be some. False where the stream stops meanwhile.
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
                _source.Read(TimeSpan.Zero, 1);
            }
        }

        if (isPaused)
        {
            _source.Resume();
        }

        return isOver;
    }

    private TimeSpan Remaining(Batch batch) =>
        batch.Ticket is null ? IdleWait : _options.Linger - _time.GetElapsedTime(batch.OpenedAt);

    private void Dispatch()
    {
        if (_open is { Batch.Ticket: not null } item)
        {
            _open = null;
            item.Trace = _filler.Tracer.End(item.Batch);
            foreach (IPipelineObserver observer in _observers)
            {
                observer.Consumed(item.Batch);
            }

            _toScore.Add(item, _abort.Token);
        }
    }

    // A stop has one deadline for all its waits, of which a tenth is left for the commit and the group.
    private bool Drain()
    {
        long stoppedAt = Interlocked.Read(ref _stoppedAt);
        TimeSpan left = stoppedAt == 0 ? _options.DrainTimeout : (0.9 * _options.DrainTimeout) - _time.GetElapsedTime(stoppedAt);
        bool isDone = _offsets.Drain(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, _abort.Token);
        if (!isDone && !_saidWhatIsLeft && !_abort.IsCancellationRequested)
        {
            _saidWhatIsLeft = _stopping;
            LogDrainTimeout(_options.Stream, _offsets.OpenEvents, _options.DrainTimeout);
        }

        return isDone;
    }

    private void ScoreBatches()
    {
        foreach (WorkItem item in _toScore.GetConsumingEnumerable(_abort.Token))
        {
            ServingModel model = item.Model = _models.Take();
            if (item.Batch.Count > 0)
            {
                using IDisposable? span = BatchTracer.Start("score", item);
                long start = _time.GetTimestamp();
                model.Scorer.Score(item.Batch, item.Scores);
                TimeSpan elapsed = _time.GetElapsedTime(start);
                foreach (IPipelineObserver observer in _observers)
                {
                    observer.Scored(item.Batch, elapsed);
                }
            }

            _toPublish.Add(item, _abort.Token);
        }

        _toPublish.CompleteAdding();
    }

    private void PublishBatches()
    {
        while (!_toPublish.IsCompleted)
        {
            if (_toPublish.TryTake(out WorkItem? item, _publisher.MostIdleMs, _abort.Token))
            {
                OffsetTicket ticket = item.Batch.Ticket!;
                _models.DisposeBefore(item.Model!);
                _publisher.Publish(item, ticket, _abort.Token);
                _free.Add(item, _abort.Token);
                ticket.Release();
            }
            else
            {
                _publisher.Idle(_abort.Token);
            }
        }
    }
}
