using System.Text;

namespace Detector.Core.Schemas.Inference;

/// <summary>What a column's numbers are in the spellings that may be theirs, side by side, since only the last row may decide.</summary>
internal sealed class NumberReadings
{
    // From here on numbers in groups are written with a mark.
    private const double LeastGrouped = 1000;

    private readonly NumberReading _point = new(NumberSpelling.Point);
    private readonly NumberReading _comma = new(NumberSpelling.Comma);
    private bool _hasForeign;
    private bool _hasDecimalPoint;
    private bool _hasUngrouped;
    private bool _hasFewer;
    private string? _ambiguous;

    /// <summary>The one spelling that the values show; null where they are plain whole numbers, or may be of two.</summary>
    public NumberSpelling? Proven =>
        !_hasForeign ? (_hasDecimalPoint ? NumberSpelling.Point : null)
        : _point.Holds == _comma.Holds ? null
        : _point.Holds ? NumberSpelling.Point
        : NumberSpelling.Comma;

    /// <summary>The first number that is in another spelling than those before; null where there is none.</summary>
    public string? Contrary { get; private set; }

    /// <summary>Takes a number that is written plainly.</summary>
    /// <param name="value">Its text.</param>
    /// <param name="number">The number.</param>
    /// <param name="isText">Whether it is a text, and not a number of JSON's.</param>
    /// <param name="before">The plain numbers before it.</param>
    public void Observe(ReadOnlySpan<byte> value, double number, bool isText, ValueRun before)
    {
        bool hasPoint = value.Contains((byte)'.');
        if (hasPoint && !isText)
        {
            _comma.Contradict();
        }
        else if (hasPoint)
        {
            _comma.Begin(null, before);
        }
        else
        {
            NoteBare(number);
        }

        bool mayBeGroups = hasPoint && _comma.Holds;
        bool isComma = _comma.Take(value);
        bool isPoint = _point.Take(value);
        _hasDecimalPoint |= mayBeGroups && !isComma;
        _ambiguous ??= hasPoint && isComma ? Encoding.UTF8.GetString(value) : null;
        NoteContrary(value, isComma || isPoint);
    }

    /// <summary>Takes a number in another spelling.</summary>
    public void ObserveForeign(string text, ReadOnlySpan<byte> value, ValueRun before)
    {
        _hasForeign = true;
        string? unit = ForeignSpelling.UnitOf(text);
        bool isRead = false;
        foreach (NumberReading reading in new[] { _point, _comma })
        {
            reading.Begin(unit, before);
            if (reading.Unit != unit)
            {
                reading.Contradict();
            }

            isRead |= reading.Take(value);
        }

        bool isEither = _point.Holds && _comma.Holds;
        _ambiguous ??= isEither && _point.Last != _comma.Last ? text : null;
        if (isEither && _point.Last == _comma.Last)
        {
            NoteBare(_point.Last);
        }

        NoteContrary(value, isRead);
    }

    /// <summary>A value that is a time: the column's numbers are not in one spelling.</summary>
    public void Refuse()
    {
        _point.Contradict();
        _comma.Contradict();
    }

    /// <summary>The spelling in which all numbers read; null where they are plain, or in several.</summary>
    /// <param name="lean">What other columns show, for texts that may be of two; null where they show nothing.</param>
    /// <param name="delimiter">CSV: what separates the columns.</param>
    /// <param name="doubt">What was assumed where two spellings would do; null where one is proven.</param>
    public NumberReading? Choose(NumberSpelling? lean, string delimiter, out string? doubt)
    {
        doubt = null;
        if (!_hasForeign)
        {
            // "1.234": a decimal point, unless the file is one of decimal commas and all that has a point may be in groups.
            bool mayBeGroups = _comma.Holds && _ambiguous is not null && !_hasUngrouped && (_hasFewer || lean == NumberSpelling.Comma);
            bool isGroups = mayBeGroups && lean == NumberSpelling.Comma;
            doubt = !mayBeGroups ? null
                : isGroups ? $"the point of \"{_ambiguous}\" is read as one that groups thousands, since other columns have decimal "
                    + "commas; if it is a decimal point, take its field's Number out"
                : $"the point of \"{_ambiguous}\" is read as a decimal point; if it groups thousands, set its field's Number to Comma";
            return isGroups ? _comma : null;
        }

        if (!_point.Holds || !_comma.Holds || _ambiguous is null)
        {
            return _point.Holds ? _point : _comma.Holds ? _comma : null;
        }

        bool isComma = _hasUngrouped || (lean ?? (delimiter == ";" ? NumberSpelling.Comma : NumberSpelling.Point)) == NumberSpelling.Comma;
        doubt = isComma
            ? $"the comma of \"{_ambiguous}\" is read as a decimal comma; if it groups thousands, set its field's Number to Point"
            : $"the comma of \"{_ambiguous}\" is read as one that groups thousands; if it is a decimal comma, set its "
                + "field's Number to Comma";
        return isComma ? _comma : _point;
    }

    // A number without any mark.
    private void NoteBare(double number)
    {
        _hasUngrouped |= Math.Abs(number) >= LeastGrouped;
        _hasFewer |= Math.Abs(number) < LeastGrouped;
    }

    private void NoteContrary(ReadOnlySpan<byte> value, bool isRead) =>
        Contrary ??= _hasForeign && !isRead ? Encoding.UTF8.GetString(value) : null;
}
