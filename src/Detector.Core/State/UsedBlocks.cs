namespace Detector.Core.State;

/// <summary>
/// Blocks that nobody writes to any more, but whose rows the events of a batch, or of one before it, may still be read with. They are
/// given back when the batch, which is worked on in its turn, is filled anew.
/// </summary>
internal sealed class UsedBlocks
{
    private readonly List<(BlockArena Arena, int Block)> _blocks = [];
    private bool _isRead;

    public void Add(BlockArena arena, int block)
    {
        if (_isRead)
        {
            _isRead = false;
            foreach ((BlockArena owner, int old) in _blocks)
            {
                owner.Give(old);
            }

            _blocks.Clear();
        }

        _blocks.Add((arena, block));
    }

    /// <summary>The batch has been read. Another thread may say so; the blocks are given back by whoever adds the next one.</summary>
    public void Read() => _isRead = true;
}
