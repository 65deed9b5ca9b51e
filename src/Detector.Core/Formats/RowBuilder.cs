using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>
/// Takes a message's values as a decoder finds them, in any order, the last one of a slot winning, and settles at the end what is
/// missing. A slot is a field of the schema, the key or the time.
/// </summary>
internal sealed unsafe class RowBuilder
{
    private readonly CategoryNames? _learn;
    private readonly SlotKind[] _kinds;
    private readonly SlotState[] _states;
    private readonly double[] _values;
    private readonly SlotState* _statesAt;
    private readonly double* _valuesAt;
    private readonly int[] _positions;
    private readonly SpelledNumber?[] _spelled;
    private readonly TimePattern?[] _patterns;
    private readonly DayList?[] _days;
    private readonly TimePattern? _timePattern;
    private readonly bool[] _required;
    private readonly double[] _standIns;
    private readonly bool[] _hasNames;
    private readonly DecodeResult[] _stoodIn;
    private byte[] _key = new byte[256];
    private int _keyLength;
    private int _stoodInCount;

    public RowBuilder(Schema schema, CategoryNames? learn)
    {
        _learn = learn;
        KeySlot = schema.KeyPath is null ? -1 : schema.Decoded.Count;
        TimeSlot = schema.TimePath is null ? -1 : schema.Decoded.Count + (KeySlot < 0 ? 0 : 1);
        IEnumerable<SlotKind> kinds = schema.Decoded.Select(field => KindOf(field));
        kinds = KeySlot < 0 ? kinds : kinds.Append(SlotKind.EventKey);
        _kinds = [.. TimeSlot < 0 ? kinds : kinds.Append(SlotKind.EventTime)];
        _states = GC.AllocateArray<SlotState>(_kinds.Length, pinned: true);
        _values = GC.AllocateArray<double>(_kinds.Length, pinned: true);
        _statesAt = (SlotState*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_states));
        _valuesAt = (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
        _positions = new int[_kinds.Length];
        _spelled = [.. schema.Decoded.Select(field => field.Number)];
        _patterns = [.. schema.Decoded.Select(field => field.TimePattern)];
        _days = [.. schema.Decoded.Select(field => field.Days)];
        _timePattern = schema.TimePattern;
        _required = [.. schema.Decoded.Select(field => field.IsRequired)];
        _hasNames = [.. schema.Decoded.Select(field => field.HasNames)];
        _standIns = [.. schema.Decoded.Select(field => field.StandIn)];
        _stoodIn = new DecodeResult[schema.Decoded.Count(field => !field.IsRequired)];
        Slots = [.. schema.Decoded.Select(field => (field.Path, field.Index))];
        Slots = schema.KeyPath is null ? Slots : [.. Slots, (schema.KeyPath, KeySlot)];
        Slots = schema.TimePath is null ? Slots : [.. Slots, (schema.TimePath, TimeSlot)];
    }

    /// <summary>Where each slot stands in a message.</summary>
    public IReadOnlyList<(string Path, int Slot)> Slots { get; }

    public int KeySlot { get; }

    public int TimeSlot { get; }

    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    public long TimeMs { get; private set; } = long.MinValue;

    /// <inheritdoc cref="IMessageDecoder.StandIns"/>
    public ReadOnlySpan<DecodeResult> StandIns => _stoodIn.AsSpan(0, _stoodInCount);

    public SlotKind KindAt(int slot) => _kinds[slot];

    public void Begin()
    {
        _states.AsSpan().Clear();
        _keyLength = 0;
        _stoodInCount = 0;
        TimeMs = long.MinValue;
    }

    /// <summary>
    /// Takes the value of a <see cref="SlotKind.Number"/> slot; unchecked, since it is the one thing done for every number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetNumber(int slot, double value)
    {
        _valuesAt[slot] = value;
        _statesAt[slot] = SlotState.Good;
    }

    public void SetBad(int slot, SlotState state, int position)
    {
        _states[slot] = state;
        _positions[slot] = position;
    }

    /// <summary>Reads a value's text as what the slot is for.</summary>
    public void SetText(int slot, ReadOnlySpan<byte> text, int position)
    {
        bool good = true;
        switch (_kinds[slot])
        {
            case SlotKind.Number:
                good = NumberText.TryParse(text, out _values[slot]);
                break;
            case SlotKind.SpelledNumber:
                good = _spelled[slot]!.TryParse(text, out _values[slot]);
                break;
            case SlotKind.Flag:
                good = BooleanText.TryParse(text, out bool flag);
                _values[slot] = flag ? 1 : 0;
                break;
            case SlotKind.Category:
                SetCategory(slot, text);
                break;
            case SlotKind.Instant:
                good = TryParseInstant(_patterns[slot], text, out long ms);
                _values[slot] = _days[slot] is { } days ? days.Has(ms) ? 1 : 0 : ms / 1000.0;
                break;
            case SlotKind.EventKey:
                SetKey(text);
                break;
            default:
                good = TryParseInstant(_timePattern, text, out long time);
                TimeMs = time;
                break;
        }

        SetBad(slot, good ? SlotState.Good : SlotState.Unparsable, position);
    }

    /// <summary>Takes a number of the format's own, as JSON has them: it is not spelled, and has no unit.</summary>
    public void SetBareNumber(int slot, ReadOnlySpan<byte> text, int position)
    {
        if (_kinds[slot] != SlotKind.SpelledNumber)
        {
            SetText(slot, text, position);
            return;
        }

        bool good = !_spelled[slot]!.HasUnit & NumberText.TryParse(text, out _values[slot]);
        SetBad(slot, good ? SlotState.Good : SlotState.Unparsable, position);
    }

    /// <summary>
    /// Puts stand-ins where the schema allows them, says what is wrong where it does not, and fills the row where all is well.
    /// </summary>
    public DecodeResult Finish(Span<double> row)
    {
        if (MemoryMarshal.AsBytes(_states.AsSpan()).ContainsAnyExcept((byte)SlotState.Good) && Settle() is { Ok: false } failure)
        {
            return failure;
        }

        _values.AsSpan(0, _required.Length).CopyTo(row);
        return new(DecodeErrorKind.None);
    }

    private static SlotKind KindOf(SchemaField field) => field.Settings.Kind switch
    {
        FieldKind.Numeric when field.Number is not null => SlotKind.SpelledNumber,
        FieldKind.Numeric => SlotKind.Number,
        FieldKind.Boolean => SlotKind.Flag,
        FieldKind.Categorical => SlotKind.Category,
        _ => SlotKind.Instant,
    };

    private static bool TryParseInstant(TimePattern? pattern, ReadOnlySpan<byte> text, out long unixMs) =>
        pattern is null ? InstantText.TryParse(text, out unixMs) : pattern.TryParse(text, out unixMs);

    private DecodeResult Settle()
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            SlotState state = _states[slot];
            if (state == SlotState.Good)
            {
                continue;
            }

            int field = slot == KeySlot ? DecodeResult.KeyField : slot == TimeSlot ? DecodeResult.TimeField : slot;
            DecodeErrorKind error = state == SlotState.Unparsable ? DecodeErrorKind.UnparsableValue : DecodeErrorKind.MissingField;
            var problem = new DecodeResult(error, field, state == SlotState.Absent ? -1 : _positions[slot]);
            if (field < 0 || _required[slot])
            {
                return problem;
            }

            _values[slot] = _standIns[slot];
            _stoodIn[_stoodInCount++] = problem;
        }

        return new(DecodeErrorKind.None);
    }

    private void SetCategory(int slot, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> value = CanonicalNumber.Of(text, stackalloc byte[CanonicalNumber.Longest]);
        _values[slot] = CategoryToken.OfSpelling(value);
        if (_hasNames[slot])
        {
            _learn?.Learn(_values[slot], value);
        }
    }

    private void SetKey(ReadOnlySpan<byte> text)
    {
        if (text.Length > _key.Length)
        {
            _key = new byte[2 * text.Length];
        }

        text.CopyTo(_key);
        _keyLength = text.Length;
    }
}
