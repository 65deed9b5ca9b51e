using System.Text;

namespace Detector.Data.Files;

/// <summary>
/// Cuts a stream into records, one after the other, however large the whole is: lines, or CSV records, whose quoted values may hold
/// line ends. Blank lines and a byte order mark are passed over.
/// </summary>
/// <param name="stream">The bytes.</param>
/// <param name="name">What they are called in errors.</param>
internal sealed class RecordReader(Stream stream, string name) : IDisposable
{
    private const int LongestRecord = 64 << 20;
    private const int NoLineEnd = -1;
    private const int OpenQuote = -2;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _begun;
    private long _nextLine = 1;

    /// <summary>Line on which the record read last starts, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the record read last is the stream's end and has no line end: it may have been cut.</summary>
    public bool IsUnterminated { get; private set; }

    /// <summary>The character between two CSV values; null where records are plain lines.</summary>
    public byte? Delimiter { get; set; }

    /// <summary>Takes the next record, without its line end; it is valid until the next call.</summary>
    /// <exception cref="DataException">A quote is never closed, or a record is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        SkipByteOrderMark();
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int length = EndOfRecord(rest);
            if (length < 0 && !_ended)
            {
                Fill();
                continue;
            }

            if (rest.IsEmpty)
            {
                record = default;
                return false;
            }

            IsUnterminated = length < 0;
            if (IsUnterminated)
            {
                CheckQuotes(length);
                length = rest.Length;
            }

            Line = _nextLine;
            record = rest[..length];
            _nextLine += record.Count((byte)'\n') + 1;
            _start += Math.Min(length + 1, rest.Length);
            record = record.TrimEnd((byte)'\r');
            if (!record.IsEmpty)
            {
                return true;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    // Length of the first record; negative where its end is not there yet, and why.
    private int EndOfRecord(ReadOnlySpan<byte> rest)
    {
        int line = rest.IndexOf((byte)'\n');
        bool plain = line >= 0 && (Delimiter is null || !rest[..line].Contains((byte)'"'));
        return plain || Delimiter is null ? line : EndOfQuotedRecord(rest, Delimiter.Value);
    }

    // A quote opens a value only at its start; elsewhere it is a character as any other, for the decoder to judge.
    private static int EndOfQuotedRecord(ReadOnlySpan<byte> rest, byte delimiter)
    {
        int i = 0;
        while (true)
        {
            if (i < rest.Length && rest[i] == '"')
            {
                i = EndOfQuotes(rest, i + 1);
                if (i < 0)
                {
                    return OpenQuote;
                }
            }

            int next = rest[i..].IndexOfAny(delimiter, (byte)'\n');
            if (next < 0)
            {
                return NoLineEnd;
            }

            i += next;
            if (rest[i] == '\n')
            {
                return i;
            }

            i++;
        }
    }

    private static int EndOfQuotes(ReadOnlySpan<byte> rest, int i)
    {
        while (true)
        {
            int quote = rest[i..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            i += quote + 1;
            if (i >= rest.Length || rest[i] != '"')
            {
                return i;
            }

            i++;
        }
    }

    private void CheckQuotes(int end)
    {
        if (end == OpenQuote)
        {
            throw new DataException($"{name}, line {_nextLine}: a quote (\") is opened and never closed; the file was cut, or the "
                + "quote is one too many");
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestRecord)
            {
                throw new DataException(
                    $"{name}, line {_nextLine}: the record is longer than {LongestRecord >> 20} MB; is a quote (\") not closed?");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }

    private int Read(Span<byte> space)
    {
        try
        {
            return stream.Read(space);
        }
        catch (InvalidDataException e)
        {
            throw PackedFile.Damaged($"{name}, after line {_nextLine}", e);
        }
    }

    private void SkipByteOrderMark()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        while (_end < mark.Length && !_ended)
        {
            Fill();
        }

        _start = _buffer.AsSpan(0, _end).StartsWith(mark) ? mark.Length : 0;
    }
}
