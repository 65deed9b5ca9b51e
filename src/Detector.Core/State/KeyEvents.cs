using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>The events of a key where they lie, column by column; of use until the key's next event comes or goes.</summary>
internal readonly ref struct KeyEvents
{
    private readonly Span<long> _block;
    private readonly int _columns;
    private readonly int _room;
    private readonly int _first;

    /// <param name="block">The key's block: its sums, then the columns.</param>
    /// <param name="sums">Where the columns begin.</param>
    /// <param name="room">Events for which a column has room.</param>
    /// <param name="first">Where the oldest event stands in each.</param>
    /// <param name="count">How many events there are.</param>
    /// <param name="values">Columns of values.</param>
    public KeyEvents(Span<long> block, int sums, int room, int first, int count, int values)
    {
        _block = block;
        (_columns, _room, _first, Count) = (1 + values, room, sums + first, count);
        Moments = MemoryMarshal.Cast<long, Moments>(block[..sums]);
    }

    public int Count { get; }

    /// <summary>The sums that are kept; none where there are few events.</summary>
    public Span<Moments> Moments { get; }

    /// <summary>[Count] times, rising.</summary>
    public Span<long> Times => Column(0);

    /// <summary>[Count] one of the values.</summary>
    public Span<double> Values(int column) => MemoryMarshal.Cast<long, double>(Column(1 + column));

    /// <summary>[Count] how many events before each the same value was.</summary>
    public Span<long> Distances(int distance) => Column(_columns + distance);

    /// <summary>[Count] one of all that is kept.</summary>
    public Span<long> Column(int column) => _block.Slice(_first + (column * _room), Count);
}
