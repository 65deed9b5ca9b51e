using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>What is counted about one column while a sample is read; each value by what a decoder would read it as.</summary>
internal sealed class ColumnProfile(string name)
{
    private const int MaxDistinct = 200_000;
    private const int LongestExample = 24;
    private static readonly string[] Markers = ["na", "n/a", "nan", "null", "none", "-", "?", "inf", "-inf", "infinity", "-infinity"];

    private readonly HashSet<double> _distinct = [];
    private double _previous = double.NaN;

    public string Name { get; } = name;

    public ColumnWords Words { get; } = new(name);

    /// <summary>Values that are not empty.</summary>
    public int Count { get; private set; }

    public int Numbers { get; private set; }

    /// <summary>Numbers without a fraction.</summary>
    public int Integers { get; private set; }

    /// <summary>Every number is written as a whole one: "4", not "4.0", as measurements are.</summary>
    public bool IsWrittenWhole { get; private set; } = true;

    public int ZerosAndOnes { get; private set; }

    /// <summary>ISO 8601 instants.</summary>
    public int Instants { get; private set; }

    /// <summary>true, false, yes, no.</summary>
    public int Flags { get; private set; }

    /// <summary>NA, NaN, null and the like: missing in a column of numbers, a text among texts.</summary>
    public int MissingMarkers { get; private set; }

    public int Texts => Count - Numbers - Instants - Flags - MissingMarkers;

    /// <summary>Smallest number, or Unix time in seconds.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Numbers or instants never fall from row to row.</summary>
    public bool Rises { get; private set; } = true;

    public bool Falls { get; private set; } = true;

    public bool IsSteadyByOne { get; private set; } = true;

    /// <summary>Instants at more than one time of day.</summary>
    public bool HasTimeOfDay { get; private set; }

    /// <summary>Distinct values, counted up to a limit.</summary>
    public int Distinct => _distinct.Count;

    public bool IsUnique { get; private set; } = true;

    /// <summary>Text of a value that is no number, instant or flag; null where there is none.</summary>
    public string? FirstText { get; private set; }

    /// <summary>Numbers among the texts, in a spelling that is not read.</summary>
    public int ForeignNumbers { get; private set; }

    public string? FirstForeignNumber { get; private set; }

    /// <summary>Times among the texts, in a spelling that is not read.</summary>
    public int ForeignDates { get; private set; }

    public string? FirstForeignDate { get; private set; }

    /// <summary>The first value that is not empty, cut where it is long; null where there is none.</summary>
    public string? Example { get; private set; }

    public Thinned Sample { get; } = new();

    public void Observe(ReadOnlySpan<byte> value)
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
            Numbers++;
            IsWrittenWhole &= !value.Contains((byte)'.');
            Integers += number == Math.Floor(number) ? 1 : 0;
            ZerosAndOnes += number is 0 or 1 ? 1 : 0;
            Follow(number);
        }
        else if (InstantText.TryParse(value, out long ms))
        {
            double seconds = ms / 1000.0;
            HasTimeOfDay |= Instants > 0 && (seconds - _previous) % 86_400 != 0;
            Instants++;
            Follow(seconds);
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
            string text = Encoding.UTF8.GetString(value);
            FirstText ??= text;
            if (ForeignSpelling.IsNumber(text))
            {
                ForeignNumbers++;
                FirstForeignNumber ??= text;
            }
            else if (ForeignSpelling.IsDate(text))
            {
                ForeignDates++;
                FirstForeignDate ??= text;
            }
        }
    }

    private static string Shortened(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value).ReplaceLineEndings(" ");
        return text.Length <= LongestExample ? text : text[..LongestExample] + "…";
    }

    private void Follow(double number)
    {
        bool first = double.IsNaN(_previous);
        Rises &= first || number >= _previous;
        Falls &= first || number <= _previous;
        IsSteadyByOne &= first || number == _previous + 1;
        Min = Math.Min(Min, number);
        Max = Math.Max(Max, number);
        Sample.Add(number);
        _previous = number;
    }
}
