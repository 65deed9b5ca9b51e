using System.Collections.Concurrent;
using Detector.Core.Offsets;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Core.Tests.Offsets;

public sealed class OffsetTrackerTests
{
    private static readonly TopicPartition Zero = new(0, 0);
    private static readonly TopicPartition One = new(0, 1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentQueue<(TopicPartition Partition, long Next)> _stored = new();
    private readonly OffsetTracker _tracker;

    public OffsetTrackerTests() => _tracker = new OffsetTracker((partition, next) => _stored.Enqueue((partition, next)));

    [Fact]
    public void ALaterBatchWaitsForAnEarlierOne()
    {
        OffsetTicket first = Ticket((Zero, 6));
        OffsetTicket second = Ticket((Zero, 7));

        second.Release();
        Assert.Empty(_stored);
        first.Release();
        Assert.Equal([(Zero, 7L), (Zero, 8L)], _stored);
    }

    [Fact]
    public void AnUnacknowledgedAlertHoldsItsBatchBack()
    {
        OffsetTicket ticket = Ticket((Zero, 6));
        ticket.Hold();

        ticket.Release();
        Assert.Empty(_stored);
        ticket.Release();
        Assert.Equal([(Zero, 7L)], _stored);
    }

    [Fact]
    public async Task SoManyBatchesMayBeOpenBehindOneThatIsNotDone()
    {
        OffsetTicket stuck = Ticket((Zero, 6));
        Ticket((Zero, 7)).Release();
        Assert.True(_tracker.WaitForRoom(3, TimeSpan.Zero));
        Ticket((Zero, 8)).Release();
        Assert.False(_tracker.WaitForRoom(3, TimeSpan.Zero));
        Assert.False(_tracker.WaitForRoom(3, TimeSpan.FromMilliseconds(1)));

        Task<bool> waiting = Task.Run(() => _tracker.WaitForRoom(3, Patience));
        stuck.Release();
        Assert.True(await waiting.WaitAsync(Patience));
    }

    [Fact]
    public void InterleavedPartitionsEachKeepTheirLastOffset()
    {
        Ticket((Zero, 6), (One, 100), (Zero, 7), (Zero, 8), (One, 101)).Release();

        Assert.Equal(
            [(Zero, 9L), (One, 102L)], _stored.Order(Comparer<(TopicPartition, long)>.Create((a, b) => a.Item2.CompareTo(b.Item2))));
    }

    [Fact]
    public void AForgottenPartitionIsNotStoredUntilItIsReadAgain()
    {
        OffsetTicket ticket = Ticket((Zero, 6), (One, 100));
        _tracker.Forget([One]);
        ticket.Add(One, 90);
        OffsetTicket gone = Ticket((Zero, 7));
        _tracker.Forget([Zero]);

        ticket.Release();
        gone.Release();
        Assert.Equal([(One, 91L)], _stored);
    }

    [Fact]
    public void MoreReleasesThanHoldsAreRefused()
    {
        OffsetTicket ticket = Ticket((Zero, 6));
        ticket.Release();

        Assert.Throws<InvalidOperationException>(ticket.Release);
    }

    [Fact]
    public void ACompleteTicketIsNotHeldAgain()
    {
        OffsetTicket ticket = Ticket((Zero, 6));
        ticket.Release();

        Assert.Throws<InvalidOperationException>(ticket.Hold);
    }

    [Fact]
    public void AStoreThatThrowsKeepsNothingElseBack()
    {
        var tracker = new OffsetTracker((partition, next) =>
        {
            _stored.Enqueue((partition, next));
            throw new IOException($"{partition.Partition}");
        });
        OffsetTicket first = tracker.Open();
        first.Add(Zero, 1);
        first.Add(One, 2);
        OffsetTicket second = tracker.Open();
        second.Add(Zero, 5);
        second.Release();

        Assert.Equal(3, Assert.Throws<AggregateException>(first.Release).InnerExceptions.Count);
        Assert.Equal(3, _stored.Count);
        Assert.True(tracker.Drain(TimeSpan.Zero, TimeProvider.System));
    }

    [Fact]
    public async Task DrainWaitsForTheLastTicket()
    {
        OffsetTicket first = Ticket((Zero, 6));
        OffsetTicket second = Ticket((Zero, 7));
        var time = new WatchedTime();
        Task<bool> drained = Task.Run(() => _tracker.Drain(Timeout.InfiniteTimeSpan, time));
        await time.Due.WaitAsync(Patience);

        second.Release();
        Assert.False(drained.IsCompleted);
        first.Release();
        Assert.True(await drained.WaitAsync(Patience));
    }

    [Fact]
    public async Task DrainGivesUpWhenItsTimeIsOver()
    {
        OffsetTicket ticket = Ticket((Zero, 6));
        var time = new WatchedTime();
        Task<bool> drained = Task.Run(() => _tracker.Drain(TimeSpan.FromSeconds(7), time));

        Assert.Equal(TimeSpan.FromSeconds(7), await time.Due.WaitAsync(Patience));
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.False(await drained.WaitAsync(Patience));
        ticket.Release();
        Assert.Equal([(Zero, 7L)], _stored);
    }

    [Fact]
    public void ThreadsThatReleaseInAnyOrderLoseNothing()
    {
        const int tickets = 20_000;
        using var work = new BlockingCollection<OffsetTicket>(64);
        Thread[] workers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            foreach (OffsetTicket ticket in work.GetConsumingEnumerable())
            {
                ticket.Release();
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());

        for (int i = 0; i < tickets; i++)
        {
            OffsetTicket ticket = Ticket((Zero, 2 * i), (Zero, (2 * i) + 1), (One, i));
            ticket.Hold();
            work.Add(ticket);
            work.Add(ticket);
        }

        work.CompleteAdding();
        Assert.True(_tracker.Drain(Patience, TimeProvider.System));
        Array.ForEach(workers, worker => worker.Join());
        Assert.Equal(Enumerable.Range(0, tickets).Select(i => 2L * (i + 1)), _stored.Where(s => s.Partition == Zero).Select(s => s.Next));
        Assert.Equal(Enumerable.Range(0, tickets).Select(i => i + 1L), _stored.Where(s => s.Partition == One).Select(s => s.Next));
    }

    private OffsetTicket Ticket(params (TopicPartition Partition, long Offset)[] events)
    {
        OffsetTicket ticket = _tracker.Open();
        foreach ((TopicPartition partition, long offset) in events)
        {
            ticket.Add(partition, offset);
        }

        return ticket;
    }

    // Tells when whoever waits has its timer.
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> _due = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TimeSpan> Due => _due.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _due.SetResult(dueTime);
            return timer;
        }
    }
}
