using Detector.Core.Offsets;

namespace Detector.Core.State;

/// <summary>States by partition; the one that was asked for last is at hand, as events come several of a partition.</summary>
/// <param name="create">Makes a partition's first one.</param>
/// <param name="began">Told of a partition whose state is there now, the first one or another, before anybody asks for it.</param>
internal sealed class PartitionTable<TState>(Func<TState> create, Action<TopicPartition>? began = null)
    where TState : class
{
    private readonly Dictionary<TopicPartition, TState> _states = [];
    private TopicPartition _partition;
    private TState? _last;

    public IReadOnlyCollection<TopicPartition> Partitions => _states.Keys;

    public IReadOnlyCollection<TState> States => _states.Values;

    public IReadOnlyDictionary<TopicPartition, TState> All => _states;

    public TState Of(TopicPartition partition)
    {
        if (_last is null || partition != _partition)
        {
            if (!_states.TryGetValue(partition, out TState? state))
            {
                Set(partition, state = create());
            }

            (_last, _partition) = (state, partition);
        }

        return _last;
    }

    public TState? Find(TopicPartition partition) => _states.GetValueOrDefault(partition);

    public void Set(TopicPartition partition, TState state)
    {
        _states[partition] = state;
        _last = null;
        began?.Invoke(partition);
    }

    public void Remove(TopicPartition partition)
    {
        _states.Remove(partition);
        _last = null;
    }
}
