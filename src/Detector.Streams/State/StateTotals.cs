using Detector.Core.Offsets;
using Detector.Core.State;

namespace Detector.Streams.State;

/// <summary>What the states of partitions, which come and go, have left out while this process had them.</summary>
internal sealed class StateTotals
{
    private readonly Dictionary<TopicPartition, (long Evicted, long Late)> _seen = [];

    public long Evicted { get; private set; }

    public long Late { get; private set; }

    /// <summary>What a state has left out up to here is not counted.</summary>
    public void Begin(TopicPartition partition, StateCounts? counts) => _seen[partition] = (counts?.Evicted ?? 0, counts?.Late ?? 0);

    /// <summary>Counts what a state has left out since it was looked at last.</summary>
    public void Add(TopicPartition partition, StateCounts? counts)
    {
        if (counts is not null && _seen.TryGetValue(partition, out (long Evicted, long Late) seen))
        {
            Evicted += counts.Evicted - seen.Evicted;
            Late += counts.Late - seen.Late;
            Begin(partition, counts);
        }
    }

    /// <summary>A partition is gone.</summary>
    public void Forget(TopicPartition partition, StateCounts? counts)
    {
        Add(partition, counts);
        _seen.Remove(partition);
    }
}
