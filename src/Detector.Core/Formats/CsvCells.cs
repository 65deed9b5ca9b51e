using System.Text;

namespace Detector.Core.Formats;

/// <summary>The values of one CSV record, without their quotes.</summary>
/// <param name="record">The record, without its line end.</param>
/// <param name="delimiter">The character between two values.</param>
public ref struct CsvCells(ReadOnlySpan<byte> record, byte delimiter)
{
    private ReadOnlySpan<byte> _rest = record;
    private bool _done;

    /// <summary>Takes the next value.</summary>
    public bool TryRead(out ReadOnlySpan<byte> cell)
    {
        cell = default;
        if (_done)
        {
            return false;
        }

        int end = _rest.StartsWith("\""u8) ? EndOfQuoted() : 0;
        int next = _rest[end..].IndexOf(delimiter);
        int length = next < 0 ? _rest.Length : end + next;
        cell = Unquote(_rest[..length]);
        _done = next < 0;
        _rest = _done ? default : _rest[(length + 1)..];
        return true;
    }

    /// <summary>All values as texts.</summary>
    public static IReadOnlyList<string> Texts(ReadOnlySpan<byte> record, byte delimiter)
    {
        var texts = new List<string>();
        var cells = new CsvCells(record, delimiter);
        while (cells.TryRead(out ReadOnlySpan<byte> cell))
        {
            texts.Add(Encoding.UTF8.GetString(cell));
        }

        return texts;
    }

    private readonly int EndOfQuoted()
    {
        int i = 1;
        while (_rest[i..].IndexOf((byte)'"') is var quote and >= 0)
        {
            i += quote + 1;
            if (i >= _rest.Length || _rest[i] != '"')
            {
                return i;
            }

            i++;
        }

        return _rest.Length;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> cell)
    {
        if (cell.Length < 2 || cell[0] != '"' || cell[^1] != '"')
        {
            return cell;
        }

        cell = cell[1..^1];
        return cell.Contains((byte)'"')
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(cell).Replace("\"\"", "\"", StringComparison.Ordinal))
            : cell;
    }
}
