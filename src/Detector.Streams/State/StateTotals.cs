using Detector.Core.Offsets;
using Detector.Core.State;

namespace Detector.Streams.State;

/// <summary>What the states of partitions, which come and go, have left out while this process had them.</summary>
internal sealed class StateTotals
{
    private readonly Dictionary<TopicPartition, Numbers> _seen = [];
    private Numbers _all;

    public long Evicted => _all.Evicted;

    public long Late => _all.Late;

    public long Judged => _all.Judged;

    public long Unknown => _all.Unknown;

    public long Incomplete => _all.Incomplete;

    public long Unlisted => _all.Unlisted;

    /// <summary>What a state has left out up to here is not counted.</summary>
    public void Begin(TopicPartition partition, StateCounts? counts) => _seen[partition] = Numbers.Of(counts);

    /// <summary>Counts what a state has left out since it was looked at last.</summary>
    public void Add(TopicPartition partition, StateCounts? counts)
    {
        if (counts is not null && _seen.TryGetValue(partition, out Numbers seen))
        {
            var now = Numbers.Of(counts);
            _all = new(
                _all.Evicted + now.Evicted - seen.Evicted, _all.Late + now.Late - seen.Late, _all.Judged + now.Judged - seen.Judged,
                _all.Unknown + now.Unknown - seen.Unknown, _all.Incomplete + now.Incomplete - seen.Incomplete,
                _all.Unlisted + now.Unlisted - seen.Unlisted);
            _seen[partition] = now;
        }
    }

    /// <summary>A partition is gone.</summary>
    public void Forget(TopicPartition partition, StateCounts? counts)
    {
        Add(partition, counts);
        _seen.Remove(partition);
    }

    private readonly record struct Numbers(long Evicted, long Late, long Judged, long Unknown, long Incomplete, long Unlisted)
    {
        public static Numbers Of(StateCounts? counts) =>
            counts is null ? default
                : new(counts.Evicted, counts.Late, counts.Judged, counts.Unknown, counts.Incomplete, counts.Unlisted);
    }
}
