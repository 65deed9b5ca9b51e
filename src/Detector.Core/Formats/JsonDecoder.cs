using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>
/// Decodes one JSON object a message in a single forward pass. It expects each key where it was in the last message and only looks up
/// a key that is elsewhere. The whole message is checked, also what the schema does not name, except that the UTF-8 of strings
/// that are not extracted is not. Beyond the standard it takes NaN, Infinity and -Infinity, which many senders write, as
/// unparsable values. Duplicate keys: the last one wins. Nesting: at most 64 levels.
/// </summary>
internal sealed unsafe class JsonDecoder : IMessageDecoder
{
    /// <summary>Objects and arrays within one another, at most.</summary>
    internal const int MaxDepth = 64;

    private readonly Schema _schema;
    private readonly PaddedBuffer _buffer = new();
    private readonly RowBuilder _row;
    private readonly JsonNode _root;
    private readonly int[]? _ranks;
    private byte[] _scratch = new byte[256];
    private byte* _start;
    private byte* _errorAt;
    private int _depth;

    public JsonDecoder(Schema schema, CategoryNames? learn)
    {
        _schema = schema;
        _row = new RowBuilder(schema, learn);
        _root = JsonPaths.Compile(_row);
        _ranks = _row.Slots.Any(s => s.Path.Contains('.', StringComparison.Ordinal)) ? new int[_row.Slots.Count] : null;
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
        _ranks?.AsSpan().Clear();
        _start = _buffer.Load(payload);
        _depth = 1;
        byte* p = SkipSpace(_start);
        _errorAt = p;
        p = *p == '{' ? ReadObject(p + 1, _root) : null;
        if (p != null)
        {
            p = SkipSpace(p);
            if (p == _start + payload.Length)
            {
                return _row.Finish(row.Numbers);
            }

            _errorAt = p;
        }

        return new(DecodeErrorKind.Malformed, Position: (int)(_errorAt - _start));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* SkipSpace(byte* p) => *p > ' ' ? p : SkipSpaces(p);

    private static byte* SkipSpaces(byte* p)
    {
        while (*p is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            p++;
        }

        return p;
    }

    // From the byte after the brace to the byte after its partner; null where the message is malformed.
    private byte* ReadObject(byte* p, JsonNode node)
    {
        JsonKey previous = node.Start;
        p = SkipSpace(p);
        if (*p == '}')
        {
            return p + 1;
        }

        while (true)
        {
            JsonKey? key = previous.Following;
            if (key is not null && key.Matches(p))
            {
                p += key.QuotedLength;
                previous = key;
            }
            else
            {
                p = ReadKey(p, node, out JsonKey found);
                if (p == null)
                {
                    return null;
                }

                key = found;
                if (key.IsPlain)
                {
                    previous.Following = key;
                    previous = key;
                }
            }

            p = SkipSpace(p);
            if (*p != ':')
            {
                return Fail(p);
            }

            p = ReadValue(SkipSpace(p + 1), key);
            if (p == null)
            {
                return null;
            }

            p = SkipSpace(p);
            if (*p != ',')
            {
                return *p == '}' ? p + 1 : Fail(p);
            }

            p = SkipSpace(p + 1);
        }
    }

    private byte* ReadArray(byte* p, JsonNode node)
    {
        p = SkipSpace(p);
        if (*p == ']')
        {
            return p + 1;
        }

        for (int index = 0; ; index++)
        {
            p = ReadValue(p, node.At(index));
            if (p == null)
            {
                return null;
            }

            p = SkipSpace(p);
            if (*p != ',')
            {
                return *p == ']' ? p + 1 : Fail(p);
            }

            p = SkipSpace(p + 1);
        }
    }

    private byte* ReadKey(byte* p, JsonNode node, out JsonKey key)
    {
        key = JsonNode.Stranger;
        if (*p != '"')
        {
            return Fail(p);
        }

        byte* end = JsonStrings.FindEnd(p + 1, out bool escaped, out byte* bad);
        if (end == null)
        {
            return Fail(bad);
        }

        var name = new ReadOnlySpan<byte>(p + 1, (int)(end - p - 1));
        if (!escaped || TryUnescape(ref name))
        {
            key = node.FindOrLearn(name);
        }

        return end + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* ReadValue(byte* p, JsonKey key)
    {
        int slot = key.NumberSlot;
        if (slot >= 0)
        {
            byte* end = NumberScanner.Scan(p, strict: true, out double value);
            if (end != null && double.IsFinite(value))
            {
                _row.SetNumber(slot, value);
                return end;
            }
        }

        return ReadOther(p, key);
    }

    private byte* ReadOther(byte* p, JsonKey key)
    {
        switch (*p)
        {
            case (byte)'"':
                return ReadString(p, key);
            case (byte)'{' or (byte)'[':
                return ReadContainer(p, key);
            case (byte)'n':
                return ReadLiteral(p, "null"u8, key, SlotState.Null);
            case (byte)'t':
                return ReadLiteral(p, "true"u8, key, SlotState.Good);
            case (byte)'f':
                return ReadLiteral(p, "false"u8, key, SlotState.Good);
            case (byte)'N':
                return ReadLiteral(p, "NaN"u8, key, SlotState.Unparsable);
            case (byte)'I':
                return ReadLiteral(p, "Infinity"u8, key, SlotState.Unparsable);
            case (byte)'-' when p[1] == 'I':
                return ReadLiteral(p, "-Infinity"u8, key, SlotState.Unparsable);
            default:
                byte* end = NumberScanner.Scan(p, strict: true, out _);
                if (end == null)
                {
                    return Fail(p);
                }

                SetNumber(key, p, new ReadOnlySpan<byte>(p, (int)(end - p)));
                return end;
        }
    }

    private byte* ReadContainer(byte* p, JsonKey key)
    {
        if (_depth == MaxDepth)
        {
            return Fail(p);
        }

        _depth++;
        Mark(key, SlotState.Unparsable, p);
        JsonNode inside = key.Inside ?? JsonNode.Nowhere;
        p = *p == '{' ? ReadObject(p + 1, inside) : ReadArray(p + 1, inside);
        _depth--;
        return p;
    }

    private byte* ReadString(byte* p, JsonKey key)
    {
        byte* end = JsonStrings.FindEnd(p + 1, out bool escaped, out byte* bad);
        if (end == null)
        {
            return Fail(bad);
        }

        if (key.Targets.Length > 0)
        {
            var text = new ReadOnlySpan<byte>(p + 1, (int)(end - p - 1));
            if (!Utf8.IsValid(text) || (escaped && !TryUnescape(ref text)))
            {
                return Fail(p);
            }

            SetText(key, p, text);
        }

        return end + 1;
    }

    private byte* ReadLiteral(byte* p, ReadOnlySpan<byte> literal, JsonKey key, SlotState state)
    {
        var text = new ReadOnlySpan<byte>(p, literal.Length);
        if (!text.SequenceEqual(literal))
        {
            return Fail(p);
        }

        if (state == SlotState.Good)
        {
            SetText(key, p, text);
        }
        else
        {
            Mark(key, state, p);
        }

        return p + literal.Length;
    }

    private void SetText(JsonKey key, byte* at, ReadOnlySpan<byte> text)
    {
        foreach (JsonTarget target in key.Targets)
        {
            if (Outranks(target))
            {
                _row.SetText(target.Slot, text, (int)(at - _start));
            }
        }
    }

    private void SetNumber(JsonKey key, byte* at, ReadOnlySpan<byte> text)
    {
        foreach (JsonTarget target in key.Targets)
        {
            if (Outranks(target))
            {
                _row.SetBareNumber(target.Slot, text, (int)(at - _start));
            }
        }
    }

    private void Mark(JsonKey key, SlotState state, byte* at)
    {
        foreach (JsonTarget target in key.Targets)
        {
            if (Outranks(target))
            {
                _row.SetBad(target.Slot, state, (int)(at - _start));
            }
        }
    }

    private bool Outranks(JsonTarget target)
    {
        if (_ranks is null)
        {
            return true;
        }

        bool outranks = target.Rank >= _ranks[target.Slot];
        _ranks[target.Slot] = outranks ? target.Rank : _ranks[target.Slot];
        return outranks;
    }

    private bool TryUnescape(ref ReadOnlySpan<byte> text)
    {
        if (text.Length > _scratch.Length)
        {
            _scratch = new byte[2 * text.Length];
        }

        int length = JsonStrings.Unescape(text, _scratch);
        text = _scratch.AsSpan(0, Math.Max(0, length));
        return length >= 0;
    }

    private byte* Fail(byte* at)
    {
        _errorAt = at;
        return null;
    }
}
