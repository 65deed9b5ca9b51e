using System.Runtime.InteropServices;
using Detector.Core.Sources;

namespace Detector.Core.State;

/// <summary>
/// Tells messages that were forwarded to a partition a second time. Who forwards begins again, after a crash or a rebalance, behind what
/// was acknowledged, and keeps the order of each partition it reads: so whatever has an offset there that is not beyond the highest one
/// that was seen is a repeat. A topic that was made anew has offsets from 0 on again, and later times than all before.
/// One thread at a time.
/// </summary>
internal sealed class OriginMarks
{
    /// <summary>"DetOrig", and the version of what comes after it.</summary>
    private const long Magic = 0x006769724F746544;
    private const long Version = 1;

    private const int MostName = 1000;

    private readonly Dictionary<(string Topic, int Partition), Mark> _marks = [];

    /// <summary>A message was read: whether one with its origin came before.</summary>
    /// <param name="offset">Its offset in the partition that it was forwarded to; those that are read again change nothing.</param>
    /// <param name="origin">Where it was forwarded from.</param>
    /// <param name="queuedMs">Its Kafka timestamp, which forwarding does not change.</param>
    public bool IsRepeat(long offset, in EventOrigin origin, long queuedMs)
    {
        ref Mark mark = ref CollectionsMarshal.GetValueRefOrAddDefault(_marks, (origin.Topic, origin.Partition), out bool isKnown);
        if (!isKnown || (origin.Offset <= mark.Origin && offset > mark.Offset && queuedMs > mark.LatestMs))
        {
            mark = new Mark(offset, origin.Offset, queuedMs);
            return false;
        }

        if (offset <= mark.Offset)
        {
            return false;
        }

        if (origin.Offset <= mark.Origin)
        {
            return true;
        }

        mark = new Mark(offset, origin.Offset, Math.Max(mark.LatestMs, queuedMs));
        return false;
    }

    public void Save(Stream stream)
    {
        var writer = new StateWriter(stream);
        writer.Write([Magic, Version, _marks.Count]);
        foreach (((string topic, int partition), Mark mark) in _marks)
        {
            long[] name = [.. topic.Select(letter => (long)letter)];
            writer.Write([partition, mark.Offset, mark.Origin, mark.LatestMs, name.Length]);
            writer.Write(name);
        }

        writer.End();
    }

    /// <exception cref="InvalidDataException">It is damaged, or of another version, or a state without them.</exception>
    public static OriginMarks Restore(Stream stream)
    {
        var reader = new StateReader(stream);
        if (reader.ReadLong() != Magic || reader.ReadLong() != Version)
        {
            throw new InvalidDataException("it does not say which messages were forwarded to its partition");
        }

        var marks = new OriginMarks();
        for (int left = reader.ReadInt(0, int.MaxValue); left > 0; left--)
        {
            int partition = reader.ReadInt(0, int.MaxValue);
            var mark = new Mark(reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
            long[] name = new long[reader.ReadInt(0, MostName)];
            reader.Read(name);
            marks._marks[(string.Concat(name.Select(letter => (char)letter)), partition)] = mark;
        }

        reader.End();
        return marks;
    }

    /// <param name="Offset">Where the latest message stands that was no repeat.</param>
    /// <param name="Origin">The offset that it was forwarded from: the highest.</param>
    /// <param name="LatestMs">The latest Kafka timestamp.</param>
    private readonly record struct Mark(long Offset, long Origin, long LatestMs);
}
