using System.Text.Unicode;
using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>
/// Decodes one CSV record a message (RFC 4180: values may be quoted, a quote inside is doubled; the line end is optional). An empty
/// value is a missing one. A record with another number of columns than the schema is malformed.
/// </summary>
internal sealed unsafe class CsvDecoder : IMessageDecoder
{
    private readonly Schema _schema;
    private readonly PaddedBuffer _buffer = new();
    private readonly RowBuilder _row;
    private readonly int[][] _slots;
    private readonly int[] _numbers;
    private readonly byte _delimiter;
    private byte[] _scratch = new byte[256];

    public CsvDecoder(Schema schema, CategoryNames? learn)
    {
        _schema = schema;
        _row = new RowBuilder(schema, learn);
        ILookup<string, int> slots = _row.Slots.ToLookup(s => s.Path, s => s.Slot, StringComparer.Ordinal);
        _slots = [.. schema.Settings.Columns.Select(column => slots[column].ToArray())];
        _numbers = [.. _slots.Select(s => s is [var only] && _row.KindAt(only) == SlotKind.Number ? only : -1)];
        _delimiter = (byte)schema.Settings.Delimiter[0];
    }

    public ReadOnlySpan<byte> Key => _row.Key;

    public long TimeMs => _row.TimeMs;

    public ReadOnlySpan<DecodeResult> StandIns => _row.StandIns;

    public string Reason(DecodeResult result, ReadOnlySpan<byte> payload) => DecodeFailure.Describe(_schema, result, payload);

    public DecodeResult Decode(ReadOnlySpan<byte> payload, RowSpan row)
    {
        if (payload.IsEmpty)
        {
            return new(DecodeErrorKind.Empty);
        }

        _row.Begin();
        byte* start = _buffer.Load(payload);
        byte* end = start + payload.Length;
        end -= end[-1] == '\n' ? 1 : 0;
        end -= end > start && end[-1] == '\r' ? 1 : 0;
        byte* p = start;
        for (int column = 0; ; column++)
        {
            bool known = column < _slots.Length;
            byte* after = known && _numbers[column] >= 0 ? ReadNumber(p, end, _numbers[column]) : null;
            p = after != null ? after : ReadCell(start, p, end, known ? _slots[column] : [], out after);
            if (p == null)
            {
                return new(DecodeErrorKind.Malformed, Position: (int)(after - start));
            }

            if (p == end)
            {
                bool whole = column == _slots.Length - 1;
                return whole ? _row.Finish(row.Numbers) : new(DecodeErrorKind.Malformed, Position: (int)(p - start));
            }

            p++;
        }
    }

    // The delimiter or end after a bare number; null where there is something else.
    private byte* ReadNumber(byte* p, byte* end, int slot)
    {
        byte* after = NumberScanner.Scan(p, strict: false, out double value);
        if (after == null || !double.IsFinite(value) || (after != end && *after != _delimiter))
        {
            return null;
        }

        _row.SetNumber(slot, value);
        return after;
    }

    // The delimiter or end after any value; null where it is malformed, and where.
    private byte* ReadCell(byte* start, byte* p, byte* end, int[] slots, out byte* bad)
    {
        byte* first = p;
        bool quoted = p < end && *p == '"';
        byte* after = quoted ? SkipQuoted(p, end, out bad) : SkipBare(p, end, out bad);
        if (after == null)
        {
            return null;
        }

        ReadOnlySpan<byte> text = new(first, (int)(after - first));
        text = quoted ? Unquote(text) : text;
        int position = (int)(first - start);
        foreach (int slot in slots)
        {
            if (text.IsEmpty)
            {
                _row.SetBad(slot, SlotState.Null, position);
            }
            else if (Utf8.IsValid(text))
            {
                _row.SetText(slot, text, position);
            }
            else
            {
                bad = first;
                return null;
            }
        }

        return after;
    }

    private byte* SkipBare(byte* p, byte* end, out byte* bad)
    {
        while (p < end && *p != _delimiter && *p is not ((byte)'"' or (byte)'\r' or (byte)'\n'))
        {
            p++;
        }

        bad = p;
        return p == end || *p == _delimiter ? p : null;
    }

    private byte* SkipQuoted(byte* p, byte* end, out byte* bad)
    {
        for (p++; p < end; p++)
        {
            if (*p != '"')
            {
                continue;
            }

            if (++p >= end || *p != '"')
            {
                bad = p;
                return p == end || *p == _delimiter ? p : null;
            }
        }

        bad = end;
        return null;
    }

    private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> inside = cell[1..^1];
        if (!inside.Contains((byte)'"'))
        {
            return inside;
        }

        if (inside.Length > _scratch.Length)
        {
            _scratch = new byte[2 * inside.Length];
        }

        int length = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            _scratch[length++] = inside[i];
            i += inside[i] == '"' ? 1 : 0;
        }

        return _scratch.AsSpan(0, length);
    }
}
