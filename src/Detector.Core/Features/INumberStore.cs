namespace Detector.Core.Features;

/// <summary>Where a <see cref="RowSet"/> keeps its numbers.</summary>
public interface INumberStore
{
    /// <summary>Whether all of them are in memory, so that a copy of them may be as well.</summary>
    bool IsInMemory { get; }

    /// <summary>Numbers that there is room for.</summary>
    long Capacity { get; }

    /// <summary>Makes room for at least so many; those that are there stay.</summary>
    void Grow(long capacity);

    /// <summary>Some of the numbers, to be gone through in their order; the span is valid until the next growth.</summary>
    Span<double> Slice(long start, int length);

    /// <summary>Copies some of the numbers, wherever they lie.</summary>
    void Read(long start, Span<double> numbers);
}
