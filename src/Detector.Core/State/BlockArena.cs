using System.Numerics;

namespace Detector.Core.State;

/// <summary>Blocks of one size, handed out and taken back without work for the garbage collector.</summary>
internal sealed class BlockArena
{
    private const int PageWords = 1 << 16;

    private readonly List<long[]> _pages = [];
    private readonly int _words;
    private readonly int _shift;
    private int _made;
    private int _free = -1;

    /// <param name="words">Numbers of 8 bytes a block.</param>
    public BlockArena(int words)
    {
        _words = words;
        _shift = BitOperations.Log2((uint)Math.Max(1, PageWords / words));
    }

    /// <summary>Bytes that it would take, had it been asked for so many times as many blocks.</summary>
    public long BytesFor(double times)
    {
        long blocks = (long)Math.Ceiling(_made * times);
        long perPage = 1L << _shift;
        return 8L * _words * (blocks > perPage ? (blocks + perPage - 1) / perPage * perPage
            : Math.Min(perPage, (long)BitOperations.RoundUpToPowerOf2((ulong)blocks)));
    }

    public Span<long> this[int block] => _pages[block >> _shift].AsSpan((block & ((1 << _shift) - 1)) * _words, _words);

    /// <summary>
    /// Where a block is now. Once others have been taken it may be a copy that is there; what was in it then stays readable here.
    /// </summary>
    public (long[] Page, int Start) Place(int block) => (_pages[block >> _shift], (block & ((1 << _shift) - 1)) * _words);

    /// <summary>A block, with whatever was in it.</summary>
    public int Take()
    {
        if (_free >= 0)
        {
            int block = _free;
            _free = (int)this[block][0];
            return block;
        }

        Reserve();
        return _made++;
    }

    public void Give(int block)
    {
        this[block][0] = _free;
        _free = block;
    }

    // The first page grows, so that few keys take little.
    private void Reserve()
    {
        int page = _made >> _shift;
        int most = _words << _shift;
        if (page == _pages.Count)
        {
            _pages.Add(new long[page == 0 ? _words : most]);
        }
        else if (_pages[page].Length < most && (_made + 1) * _words > _pages[page].Length)
        {
            long[] grown = new long[Math.Min(most, 2 * _pages[page].Length)];
            _pages[page].CopyTo(grown, 0);
            _pages[page] = grown;
        }
    }
}
