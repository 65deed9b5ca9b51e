using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>What is counted about one column while a sample is read; each value by what a decoder would read it as.</summary>
internal sealed class ColumnProfile(string name)
{
    private const int MaxDistinct = 200_000;
    private const int LongestExample = 24;
    private const double From1900 = -2_208_988_800;
    private const double To2100 = 4_102_444_800;
    private static readonly string[] Markers = ["na", "n/a", "nan", "null", "none", "-", "?", "inf", "-inf", "infinity", "-infinity"];

    private readonly HashSet<double> _distinct = [];
    private readonly NumberReadings _readings = new();
    private readonly TimeReadings _times = new();
    private ValueRun _values = new();
    private string? _firstWords;

    public string Name { get; } = name;

    public ColumnWords Words { get; } = new(name);

    /// <summary>Values that are not empty.</summary>
    public int Count { get; private set; }

    public int Numbers { get; private set; }

    /// <inheritdoc cref="ValueRun.Integers"/>
    public int Integers => _values.Integers;

    /// <inheritdoc cref="ValueRun.IsWrittenWhole"/>
    public bool IsWrittenWhole => _values.IsWrittenWhole;

    public int ZerosAndOnes => _values.ZerosAndOnes;

    /// <summary>Instants of ISO 8601, or of the pattern that the column was settled on.</summary>
    public int Instants { get; private set; }

    /// <summary>true, false, yes, no.</summary>
    public int Flags { get; private set; }

    /// <summary>NA, NaN, null and the like: missing in a column of numbers, a text among texts.</summary>
    public int MissingMarkers { get; private set; }

    /// <summary>Times of day without a date, in the pattern that the column was settled on.</summary>
    public int Clocks { get; private set; }

    public int Texts => Count - Numbers - Instants - Clocks - Flags - MissingMarkers;

    /// <summary>Smallest number, or Unix time in seconds.</summary>
    public double Min => _values.Min;

    public double Max => _values.Max;

    /// <inheritdoc cref="ValueRun.Rises"/>
    public bool Rises => _values.Rises;

    public bool Falls => _values.Falls;

    public bool IsSteadyByOne => _values.IsSteadyByOne;

    /// <inheritdoc cref="ValueRun.HasTimeOfDay"/>
    public bool HasTimeOfDay => _values.HasTimeOfDay;

    /// <summary>Distinct values, counted up to a limit.</summary>
    public int Distinct => _distinct.Count;

    public bool IsUnique { get; private set; } = true;

    /// <summary>Text of a value that is no number, instant or flag; null where there is none.</summary>
    public string? FirstText { get; private set; }

    /// <summary>The spelling that the column's numbers were settled on.</summary>
    public NumberSpelling Spelling { get; private set; }

    /// <summary>What stands beside each number; null where nothing does.</summary>
    public string? Unit { get; private set; }

    /// <summary>The pattern that the column's times were settled on; null where they need none.</summary>
    public string? TimeFormat { get; private set; }

    /// <summary>What was assumed where values may mean two things; null where they do not.</summary>
    public string? Doubt { get; private set; }

    /// <inheritdoc cref="NumberReadings.Proven"/>
    public NumberSpelling? Proven => _readings.Proven;

    /// <inheritdoc cref="NumberReadings.Contrary"/>
    public string? ContraryNumber => _readings.Contrary;

    /// <summary>Numbers among the texts, in a spelling that is not the column's.</summary>
    public int ForeignNumbers { get; private set; }

    public string? FirstForeignNumber { get; private set; }

    /// <summary>Times among the texts, in a pattern that is not the column's.</summary>
    public int ForeignDates { get; private set; }

    public string? FirstForeignDate { get; private set; }

    /// <summary>The first value that is not empty, cut where it is long; null where there is none.</summary>
    public string? Example { get; private set; }

    public Thinned Sample => _values.Sample;

    /// <param name="value">The value.</param>
    /// <param name="isText">Whether it is a text, and not a number of JSON's.</param>
    public void Observe(ReadOnlySpan<byte> value, bool isText)
    {
        value = value.Trim((byte)' ');
        if (value.IsEmpty)
        {
            return;
        }

        Count++;
        Example ??= Shortened(value);
        if (_distinct.Count < MaxDistinct)
        {
            IsUnique &= _distinct.Add(CategoryToken.Of(value));
        }

        if (NumberText.TryParse(value, out double number))
        {
            _readings.Observe(value, number, isText, _values);
            ObserveCompactTime(value);
            Numbers++;
            _values.Add(number, !value.Contains((byte)'.'));
        }
        else if (InstantText.TryParse(value, out long ms))
        {
            _readings.Refuse();
            _times.Refuse();
            Instants++;
            _values.Add(ms / 1000.0, isWrittenWhole: true);
        }
        else if (BooleanText.TryParse(value, out _))
        {
            Flags++;
        }
        else if (Markers.Contains(Encoding.UTF8.GetString(value), StringComparer.OrdinalIgnoreCase))
        {
            MissingMarkers++;
        }
        else
        {
            ObserveText(value, Encoding.UTF8.GetString(value));
        }
    }

    /// <summary>Takes the spelling in which all its numbers or times read, where there is one: they are numbers and times then.</summary>
    /// <param name="lean">What other columns show, where values may mean two things; null where they show nothing.</param>
    /// <param name="delimiter">CSV: what separates the columns.</param>
    public void Settle(NumberSpelling? lean, string delimiter)
    {
        if (_times.Choose(lean, out string? timeDoubt) is { } time && time.Run.Count == Count - MissingMarkers
            && (Numbers == 0 || (time.Run.Min >= From1900 && time.Run.Max < To2100)))
        {
            (_values, TimeFormat, Doubt) = (time.Run, time.Pattern.ToString(), timeDoubt);
            (Instants, Clocks) = time.Pattern.HasDate ? (time.Run.Count, 0) : (0, time.Run.Count);
            (Numbers, ForeignDates) = (0, 0);
        }
        else if (_readings.Choose(lean, delimiter, out string? doubt) is { } reading)
        {
            // As many others as a column of numbers may have.
            if (Count - MissingMarkers - reading.Run!.Count <= Count / 20)
            {
                (_values, Spelling, Unit, Doubt) = (reading.Run, reading.Spelling, reading.Unit, doubt);
                (Numbers, ForeignNumbers, FirstText) = (reading.Run.Count, 0, _firstWords);
            }
        }
        else
        {
            Doubt = doubt;
        }
    }

    // Dates as numbers, 20180611: where the name says that it is a time, since numbers of eight digits are many things.
    private void ObserveCompactTime(ReadOnlySpan<byte> value)
    {
        if (Words.SayClock && value.Length is 8 or 12 or 14)
        {
            _times.Observe(value);
        }
        else
        {
            _times.Refuse();
        }
    }

    private void ObserveText(ReadOnlySpan<byte> value, string text)
    {
        FirstText ??= text;
        if (ForeignSpelling.IsNumber(text))
        {
            _readings.ObserveForeign(text, value, _values);
            _times.Refuse();
            ForeignNumbers++;
            FirstForeignNumber ??= text;
        }
        else if (ForeignSpelling.IsDate(text))
        {
            _readings.Refuse();
            _times.Observe(value);
            ForeignDates++;
            FirstForeignDate ??= text;
        }
        else
        {
            _firstWords ??= text;
        }
    }

    private static string Shortened(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value).ReplaceLineEndings(" ");
        return text.Length <= LongestExample ? text : text[..LongestExample] + "…";
    }
}
