using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Schemas;
using Detector.Core.Sources;
using Detector.Streams.Observers;

namespace Detector.Streams.Repartitioning;

/// <summary>
/// Sends a stream's messages on to its re-partition topic, by the key that is in them, and those without one to the dead letters. An
/// offset is stored when every message up to it is acknowledged there: after a crash some go there once more, as
/// <see cref="Core.State.RowStage.IsRepeat"/> finds. One thread, but for <see cref="Stop"/>.
/// </summary>
/// <param name="schema">The stream's, its key that of the state.</param>
/// <param name="decoder">Finds the key.</param>
/// <param name="source">The stream's topics.</param>
/// <param name="topic">The re-partition topic.</param>
/// <param name="deadLetters">Where messages go that cannot be decoded.</param>
/// <param name="observers">Told of these.</param>
/// <param name="time">Says how long it waits.</param>
internal sealed class Forwarder(
    Schema schema, IMessageDecoder decoder, IEventSource source, IKeyedTopic topic, IDeadLetterSink deadLetters,
    IReadOnlyList<IPipelineObserver> observers, TimeProvider time)
    : IAssignmentHandler
{
    private const int MostAtOnce = 256;

    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    private readonly OffsetTracker _offsets = new(source.StoreOffset);
    private readonly double[] _row = new double[schema.Decoded.Count];
    private readonly CancellationTokenSource _stopping = new(); // never disposed: whoever fails last may still cancel it
    private bool _hasFailed;

    /// <summary>How long it may be silent before it pauses, so that the group does not take it for dead.</summary>
    public TimeSpan PauseAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for what is under way, when partitions are given up.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Forwards until it is stopped; then it leaves the group.</summary>
    /// <exception cref="SourceFailedException">A client cannot go on.</exception>
    public void Run()
    {
        try
        {
            while (!topic.IsThere())
            {
                if (_stopping.Token.WaitHandle.WaitOne(IdleWait))
                {
                    return;
                }
            }

            source.Open(this);
            while (AwaitRoom())
            {
                Forward(source.Read(IdleWait, MostAtOnce));
            }
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
        finally
        {
            source.Close();
        }
    }

    /// <summary>Ends <see cref="Run"/>. Any thread.</summary>
    public void Stop() => _stopping.Cancel();

    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void Revoking(IReadOnlyList<TopicPartition> partitions)
    {
        // After a failure there is nothing to wait for: what is under way is forwarded again.
        if (!_hasFailed)
        {
            _offsets.Drain(DrainTimeout, time);
        }

        _offsets.Forget(partitions);
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions) => _offsets.Forget(partitions);

    private void Forward(int count)
    {
        if (count == 0)
        {
            return;
        }

        OffsetTicket ticket = _offsets.Open();
        for (int i = 0; i < count; i++)
        {
            EventView message = source[i];
            ticket.Add(message.Partition, message.Offset);
            IReadOnlyList<MessageHeader> headers = source.ReadHeaders(i);
            DecodeResult result = decoder.Decode(message.Payload, _row);
            string reason = result.Ok ? "" : decoder.Reason(result, message.Payload);
            DecodeErrorKind problem = result.Ok && schema.TimePath is null
                ? EventTime.CheckTimestamp(message.TimestampMs, out reason) : result.Error;
            if (problem == DecodeErrorKind.None)
            {
                var origin = new EventOrigin(source.Topics[message.Partition.Topic], message.Partition.Partition, message.Offset);
                topic.Send(message, headers, decoder.Key, origin, ticket);
                continue;
            }

            deadLetters.Publish(message, headers, problem, reason, ticket);
            foreach (IPipelineObserver observer in observers)
            {
                observer.DeadLettered(problem);
            }
        }

        ticket.Release();
    }

    // Who waits for long must not look dead to the group. False where it stops meanwhile.
    private bool AwaitRoom()
    {
        long start = time.GetTimestamp();
        bool isPaused = false;
        while (!_stopping.IsCancellationRequested && !(topic.HasRoom(IdleWait) && deadLetters.WaitForRoom(IdleWait, default)))
        {
            if (!isPaused && time.GetElapsedTime(start) >= PauseAfter)
            {
                isPaused = true;
                source.Pause();
            }

            if (isPaused)
            {
                source.Read(TimeSpan.Zero, 1);
            }
        }

        if (isPaused)
        {
            source.Resume();
        }

        return !_stopping.IsCancellationRequested;
    }
}
