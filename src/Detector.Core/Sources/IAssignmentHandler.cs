using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>Told, on the consumer thread, which partitions the stream gains and loses.</summary>
public interface IAssignmentHandler
{
    /// <summary>Whether reading may begin before the first event that is not done, which has to be known for certain then.</summary>
    bool ReadsAgain => false;

    /// <summary>
    /// Says where reading begins in a partition that is about to be this stream's: at the first event that is not done, or at an earlier
    /// one, which is read again.
    /// </summary>
    /// <param name="partition">Which.</param>
    /// <param name="next">The offset of the first event that is not done; -1: the oldest.</param>
    long BeginAt(TopicPartition partition, long next) => next;

    /// <summary>Everything before this offset of a partition was read, or will be by the read at hand.</summary>
    void Passed(TopicPartition partition, long next)
    {
    }

    /// <summary>The partitions are now this stream's, beside those that it has.</summary>
    void Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>
    /// The partitions go to another member when this returns: what is in flight is finished and its offsets stored first.
    /// </summary>
    void Revoking(IReadOnlyList<TopicPartition> partitions);

    /// <summary>The partitions are gone already; nothing of them may be stored.</summary>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}
