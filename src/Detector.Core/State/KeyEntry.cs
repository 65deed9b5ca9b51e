namespace Detector.Core.State;

/// <summary>A key and where its events are.</summary>
internal struct KeyEntry
{
    public long First;
    public long Second;

    /// <summary>Its block, among those of its size.</summary>
    public int Block;

    /// <summary>Which size.</summary>
    public int Size;

    /// <summary>Where its oldest event stands in the block.</summary>
    public int Start;

    /// <summary>How many events.</summary>
    public int Count;

    /// <summary>The key that was used next, -1 where none was.</summary>
    public int Newer;

    /// <summary>The key that was used before; -1 where none was. Of a free entry, the next free one.</summary>
    public int Older;
}
