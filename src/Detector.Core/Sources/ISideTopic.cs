namespace Detector.Core.Sources;

/// <summary>
/// A topic that is read beside a stream's own, all of it, by each member for itself: nothing is committed, and no group knows of it.
/// Consumer thread, where nothing else is said.
/// </summary>
public interface ISideTopic : IDisposable
{
    /// <summary>The topic.</summary>
    string Name { get; }

    /// <summary>Why it cannot be read; null where nothing is known. Any thread.</summary>
    string? Problem { get; }

    /// <summary>Whether a broker says where it ends.</summary>
    bool IsThere();

    /// <summary>Reading goes on from these offsets, where it is behind them already: by partition, 0 where there is none.</summary>
    void Rewind(IReadOnlyDictionary<int, long> next);

    /// <summary>Reads on to where the topic ends now. Messages of a partition come in their order.</summary>
    /// <param name="visitor">Told of each message.</param>
    /// <param name="patience">How long to wait where nothing comes.</param>
    /// <returns>Whether all came; where not, another call goes on.</returns>
    bool ReadToEnd(EventVisitor visitor, TimeSpan patience);
}
