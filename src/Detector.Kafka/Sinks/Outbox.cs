using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>
/// What is on its way to one topic, in the order in which it came. One asynchronous loop hands it
/// to the client. Where the broker refuses a message, the loop waits until nothing is under way, puts
/// right what it can, and begins again with the oldest that is not acknowledged: as often as it takes,
/// a single message at a time until one gets through. Thread-safe; only <see cref="WaitForRoom"/> blocks.
/// </summary>
internal sealed partial class Outbox
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(10);

    private readonly string _topic;
    private readonly KafkaProducer _producer;
    private readonly TopicCheck _check;
    private readonly Remedy _remedy;
    private readonly ConnectionWatch _watch;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly long _mostMessages;
    private readonly long _mostBytes;
    private readonly object _gate = new();
    private readonly LinkedList<OutgoingMessage> _messages = new();
    private LinkedListNode<OutgoingMessage>? _next; // the first that the client has not got; null where it has all
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private volatile int _inFlight;
    private int _generation;
    private int _failures;
    private bool _isHeld; // something was refused: nothing more is handed over before that is seen to
    private bool _isClientBroken;
    private bool _isAlone; // what is under way must be the only one
    private long _progressAt;
    private volatile bool _isFull;

    /// <param name="topic">Where it goes.</param>
    /// <param name="producer">Whose client sends.</param>
    /// <param name="options">The client's, of which its queue's limits are taken.</param>
    /// <param name="stopping">Ends the loop, and whoever waits for room.</param>
    public Outbox(
        string topic, KafkaProducer producer, ProducerConfig options, TopicCheck check,
        ILogger logger, TimeProvider time, CancellationToken stopping)
    {
        (_topic, _producer, _check, _logger, _time, _stopping) = (topic, producer, check, logger, time, stopping);
        _mostMessages = options.QueueBufferingMaxMessages!.Value;
        _mostBytes = 1024L * options.QueueBufferingMaxKbytes!.Value;
        _remedy = new Remedy(topic, logger, time);
        _watch = new ConnectionWatch($"sink to topic {topic}", logger, time);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>The loop's end.</summary>
    public Task Completion { get; }

    /// <summary>What the topic's messages wait for; null where nothing is known.</summary>
    public Obstacle? Obstacle => _watch.Obstacle;

    /// <summary>Messages that are not acknowledged.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Messages that the client has got and says nothing about.</summary>
    public int InFlight => _inFlight;

    /// <summary>For how long the client has said nothing about any of them.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                return _inFlight == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_progressAt);
            }
        }
    }

    public void Add(OutgoingMessage message)
    {
        message.Ticket.Hold();
        lock (_gate)
        {
            LinkedListNode<OutgoingMessage> node = _messages.AddLast(message);
            _next ??= node;
            _bytes += message.Size;
            Changed();
        }
    }

    /// <summary>Waits while too much is under way; false where it still is at the end.</summary>
    public bool WaitForRoom(TimeSpan wait, CancellationToken cancellation)
    {
        if (!_isFull)
        {
            return true;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping);
        using CancellationTokenRegistration wake = both.Token.Register(Wake);
        long start = _time.GetTimestamp();
        lock (_gate)
        {
            while (_isFull)
            {
                both.Token.ThrowIfCancellationRequested();
                TimeSpan left = wait == Timeout.InfiniteTimeSpan ? wait : wait - _time.GetElapsedTime(start);
                if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_gate, left);
            }
        }

        return true;
    }

    /// <summary>Hands nothing more to a client that is broken, until <see cref="TakeBack"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isClientBroken = true;
        }
    }

    /// <summary>Takes back what the client had got, which is gone and reports nothing more, for the next one.</summary>
    public void TakeBack()
    {
        lock (_gate)
        {
            _isClientBroken = false;
            _generation++;
            _inFlight = 0;
            _isHeld = true;
            Changed();
        }
    }

    public void Dispose() => _watch.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await AwaitTopicAsync().ConfigureAwait(false);
            lock (_gate)
            {
                Delivering();
            }

            while (true)
            {
                (Task? change, LinkedListNode<OutgoingMessage>? node, int generation) = Look();
                if (change is not null)
                {
                    await change.WaitAsync(_stopping).ConfigureAwait(false);
                }
                else if (node is null)
                {
                    await RecoverAsync().ConfigureAwait(false);
                }
                else if (!HandOver(node, generation))
                {
                    await Task.Delay(FullPause, _time, _stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            _producer.Fail($"delivery to topic '{_topic}' broke: {e}");
        }
    }

    // What to do now: to wait for a change, to hand a message over, or, where both are null, to see to what was refused.
    private (Task? Change, LinkedListNode<OutgoingMessage>? Node, int Generation) Look()
    {
        lock (_gate)
        {
            if (_isHeld && _inFlight == 0 && !_isClientBroken)
            {
                return default;
            }

            bool isAlone = _failures > 0 || _next is { Value.IsSuspect: true };
            if (_isHeld || _isClientBroken || _next is not { } node || (_inFlight > 0 && (isAlone || _isAlone)))
            {
                _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return (_change.Task, null, _generation);
            }

            _next = node.Next;
            _isAlone = isAlone;
            _progressAt = _inFlight++ == 0 ? _time.GetTimestamp() : _progressAt;
            return (null, node, _generation);
        }
    }

    // False where the client has no room.
    private bool HandOver(LinkedListNode<OutgoingMessage> node, int generation)
    {
        OutgoingMessage message = node.Value;
        _remedy.Prepare(message);
        try
        {
            _producer.Produce(_topic, message.Message, report => OnReport(node, generation, report.Error));
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            lock (_gate)
            {
                (_inFlight, _next) = generation == _generation ? (_inFlight - 1, node) : (_inFlight, _next);
            }

            return false;
        }
        catch (KafkaException e)
        {
            OnReport(node, generation, e.Error);
            return true;
        }
        catch (ObjectDisposedException)
        {
            OnReport(node, generation, new Error(ErrorCode.Local_Destroy));
            return true;
        }
    }

    private void OnReport(LinkedListNode<OutgoingMessage> node, int generation, Error error)
    {
        lock (_gate)
        {
            if (generation != _generation)
            {
                return; // of a client that is gone: the message was taken back
            }

            _inFlight--;
            _progressAt = _time.GetTimestamp();
            if (error.IsError)
            {
                node.Value.Refusal = error;
                _isHeld = true;
            }
            else
            {
                Remove(node);
                Delivering();
            }

            Changed();
        }

        if (!error.IsError)
        {
            _producer.Acknowledge(node.Value.Ticket);
        }
    }

    // Nothing is under way: what was refused is put right, and the oldest comes first again.
    private async Task RecoverAsync()
    {
        List<LinkedListNode<OutgoingMessage>> refused = [];
        lock (_gate)
        {
            for (LinkedListNode<OutgoingMessage>? node = _messages.First; node is not null; node = node.Next)
            {
                if (node.Value.Refusal is not null)
                {
                    refused.Add(node);
                }
            }
        }

        string? problem = null;
        foreach (LinkedListNode<OutgoingMessage> node in refused)
        {
            Error error = node.Value.Refusal!;
            node.Value.Refusal = null;
            (bool isHopeless, string? wait) = _remedy.Apply(node.Value, error);
            problem = wait ?? problem;
            if (isHopeless)
            {
                GiveUp(node, error);
            }
        }

        lock (_gate)
        {
            _isHeld = false;
            _next = _messages.First;
        }

        if (problem is not null)
        {
            Failed(problem);
            await Task.Delay(Pause, _time, _stopping).ConfigureAwait(false);
            await AwaitTopicAsync().ConfigureAwait(false);
        }
    }

    private void GiveUp(LinkedListNode<OutgoingMessage> node, Error error)
    {
        lock (_gate)
        {
            Remove(node);
        }

        LogGivenUp(_logger, _topic, node.Value.Name, error.Reason);
        _producer.GiveUp(node.Value.Ticket);
    }

    private async Task AwaitTopicAsync()
    {
        while (await ProblemAsync().ConfigureAwait(false) is { } problem)
        {
            Failed(problem);
            await Task.Delay(Pause, _time, _stopping).ConfigureAwait(false);
        }
    }

    // Of a client that is replaced meanwhile no answer comes.
    private async Task<string?> ProblemAsync()
    {
        try
        {
            return await _check.ProblemAsync(_producer.Client, _topic).WaitAsync(CheckTimeout, _time, _stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or ObjectDisposedException)
        {
            return $"topic '{_topic}' cannot be looked up: no answer";
        }
    }

    // What passes within a second (a leader being elected) is not worth a line.
    private void Failed(string problem)
    {
        lock (_gate)
        {
            if (++_failures > 1)
            {
                _watch.Report(problem);
            }
        }
    }

    private void Delivering()
    {
        _failures = 0;
        _watch.Clear();
    }

    private void Remove(LinkedListNode<OutgoingMessage> node)
    {
        _messages.Remove(node);
        _bytes -= node.Value.Size;
        Changed();
    }

    private void Changed()
    {
        _isFull = _messages.Count > _mostMessages || _bytes > _mostBytes;
        _change.TrySetResult();
        Monitor.PulseAll(_gate);
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Topic {Topic} will never take the {Name}, which is given up: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string topic, string name, string reason);
}
