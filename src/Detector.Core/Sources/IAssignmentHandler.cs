using Detector.Core.Offsets;

namespace Detector.Core.Sources;

/// <summary>Told, on the consumer thread, which partitions the stream gains and loses.</summary>
public interface IAssignmentHandler
{
    /// <summary>The partitions are now this stream's, beside those that it has.</summary>
    void Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>
    /// The partitions go to another member when this returns: what is in flight is finished and its offsets stored first.
    /// </summary>
    void Revoking(IReadOnlyList<TopicPartition> partitions);

    /// <summary>The partitions are gone already; nothing of them may be stored.</summary>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}
