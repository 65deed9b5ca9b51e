using Detector.Core.Offsets;

namespace Detector.Core.Tests.Offsets;

/// <summary>Random sequences of operations: the tracker must store exactly what the model stores, when the model does.</summary>
public sealed class OffsetTrackerModelTests
{
    private const int Sequences = 5000;
    private const int Operations = 200;

    [Fact]
    public void StoresWhatTheModelStores()
    {
        for (int seed = 0; seed < Sequences; seed++)
        {
            new Run(seed, storeFails: false).Play();
        }
    }

    [Fact]
    public void StoresWhatTheModelStoresWhereStoringFailsNowAndThen()
    {
        for (int seed = 0; seed < Sequences; seed++)
        {
            new Run(seed, storeFails: true).Play();
        }
    }

    /// <summary>One sequence.</summary>
    private sealed class Run
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly OffsetModel _model = new();
        private readonly OffsetTracker _tracker;
        private readonly List<OffsetTicket> _tickets = [];
        private readonly List<(TopicPartition Partition, long Next)> _stored = [];
        private readonly Dictionary<TopicPartition, long> _position = [];
        private int _compared;
        private int _comparedTickets;
        private int _failures;
        private int _seenFailures;

        public Run(int seed, bool storeFails)
        {
            _seed = seed;
            _random = new Random(seed);
            for (int i = 0; i < 1 + _random.Next(4); i++)
            {
                _position[new TopicPartition(i % 2, i)] = _random.Next(1000);
            }

            _tracker = new OffsetTracker((partition, next) =>
            {
                _stored.Add((partition, next));
                if (storeFails && _random.Next(4) == 0)
                {
                    _failures++;
                    throw new IOException("not now");
                }
            });
        }

        public void Play()
        {
            for (int i = 0; i < Operations; i++)
            {
                Step();
                Compare();
            }

            for (int ticket = 0; ticket < _tickets.Count; ticket++)
            {
                while (_model.Holds(ticket) > 0)
                {
                    Release(ticket);
                    Compare();
                }
            }

            Assert.True(_tracker.Drain(TimeSpan.Zero, TimeProvider.System), $"seed {_seed}: all is complete, but not drained");
            Assert.True(_failures == _seenFailures, $"seed {_seed}: {_failures} stores failed, {_seenFailures} were reported");
        }

        private void Step()
        {
            int choice = _random.Next(100);
            if (choice < 15 || _tickets.Count == 0)
            {
                _tickets.Add(_tracker.Open());
                _model.Open();
            }
            else if (choice < 55)
            {
                AddEvents();
            }
            else if (choice < 70)
            {
                OnOpenTicket(ticket =>
                {
                    _tickets[ticket].Hold();
                    _model.Hold(ticket);
                });
            }
            else if (choice < 95)
            {
                OnOpenTicket(Release);
            }
            else
            {
                Forget();
            }
        }

        // Events go to the newest ticket, as in the pipeline, in runs of one partition.
        private void AddEvents()
        {
            int ticket = _tickets.Count - 1;
            if (_model.Holds(ticket) == 0)
            {
                return;
            }

            TopicPartition partition = AnyPartition();
            for (int i = _random.Next(5); i >= 0; i--)
            {
                long offset = _position[partition];
                _tickets[ticket].Add(partition, offset);
                _model.Add(ticket, partition, offset);
                _position[partition] = offset + 1 + (_random.Next(10) == 0 ? _random.Next(20) : 0); // compaction leaves gaps
            }
        }

        private void Release(int ticket)
        {
            _model.Release(ticket);
            int before = _failures;
            try
            {
                _tickets[ticket].Release();
            }
            catch (Exception e)
            {
                _seenFailures += e is AggregateException several ? several.InnerExceptions.Count : 1;
                Assert.True(_failures > before, $"seed {_seed}: {e}");
            }
        }

        // The partitions go, and come back at an offset that may have been read before.
        private void Forget()
        {
            TopicPartition[] gone = [.. _position.Keys.Where(_ => _random.Next(2) == 0)];
            _tracker.Forget(gone);
            _model.Forget(gone);
            foreach (TopicPartition partition in gone)
            {
                _position[partition] = Math.Max(0, _position[partition] - _random.Next(30));
            }
        }

        private void OnOpenTicket(Action<int> act)
        {
            int[] open = [.. Enumerable.Range(0, _tickets.Count).Where(t => _model.Holds(t) > 0)];
            if (open.Length > 0)
            {
                act(open[_random.Next(open.Length)]);
            }
        }

        private TopicPartition AnyPartition() => _position.Keys.ElementAt(_random.Next(_position.Count));

        // What was stored since the last comparison: the order within a ticket is free, the order of the tickets is not.
        private void Compare()
        {
            foreach (HashSet<(TopicPartition, long)> ends in _model.Stored.Skip(_comparedTickets))
            {
                if (_compared + ends.Count > _stored.Count || !ends.SetEquals(_stored.GetRange(_compared, ends.Count)))
                {
                    Assert.Fail($"seed {_seed}: stored {string.Join(", ", _stored.Skip(_compared))}, expected {string.Join(", ", ends)}");
                }

                _compared += ends.Count;
            }

            _comparedTickets = _model.Stored.Count;
            if (_stored.Count > _compared)
            {
                Assert.Fail($"seed {_seed}: stored {string.Join(", ", _stored.Skip(_compared))} too early");
            }

            if (_model.IsDrained != _tracker.Drain(TimeSpan.Zero, TimeProvider.System))
            {
                Assert.Fail($"seed {_seed}: drained should be {_model.IsDrained}");
            }
        }
    }
}
