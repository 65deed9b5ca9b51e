namespace Detector.Core.Sources;

/// <summary>What a stream's topics hold already, read without joining a consumer group: nothing is committed, nothing is taken from the stream.</summary>
public interface IEventHistory
{
    /// <summary>Shows the oldest messages to the visitor, at most <paramref name="maxEvents"/>, all partitions in turn; waits for brokers and topics that are absent.</summary>
    /// <returns>Number of messages shown: fewer than asked for where the topics do not hold more.</returns>
    int Read(int maxEvents, EventVisitor visitor, CancellationToken cancellation);
}
