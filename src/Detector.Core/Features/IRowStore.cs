namespace Detector.Core.Features;

/// <summary>Where raw rows are kept: numbers, or the bytes of pixels.</summary>
public interface IRowStore
{
    /// <summary>Whether all of them are in memory, so that a copy of them may be as well.</summary>
    bool IsInMemory { get; }

    /// <summary>Numbers or pixels that there is room for.</summary>
    long Capacity { get; }

    /// <summary>Makes room for at least so many; those that are there stay.</summary>
    void Grow(long capacity);

    /// <summary>Some of them, to be gone through in their order; valid until the next growth.</summary>
    RowSpan Slice(long start, int length);

    /// <summary>Copies some of them, wherever they lie.</summary>
    void Read(long start, RowSpan rows);
}
