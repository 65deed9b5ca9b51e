using Detector.Core.Offsets;

namespace Detector.Core.State;

/// <summary>States by partition; the one that was asked for last is at hand, as events come several of a partition.</summary>
/// <param name="create">Makes a partition's first one.</param>
internal sealed class PartitionTable<TState>(Func<TState> create)
    where TState : class
{
    private readonly Dictionary<TopicPartition, TState> _states = [];
    private TopicPartition _partition;
    private TState? _last;

    public IReadOnlyCollection<TopicPartition> Partitions => _states.Keys;

    public IReadOnlyCollection<TState> States => _states.Values;

    public TState Of(TopicPartition partition)
    {
        if (_last is null || partition != _partition)
        {
            if (!_states.TryGetValue(partition, out _last))
            {
                _states.Add(partition, _last = create());
            }

            _partition = partition;
        }

        return _last;
    }

    public TState? Find(TopicPartition partition) => _states.GetValueOrDefault(partition);

    public void Set(TopicPartition partition, TState state)
    {
        _states[partition] = state;
        _last = null;
    }

    public void Remove(TopicPartition partition)
    {
        _states.Remove(partition);
        _last = null;
    }
}
