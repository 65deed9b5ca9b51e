using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>What is counted about one column while a sample is read; each value by what a decoder would read it as.</summary>
internal sealed class ColumnProfile(string name)
{
    private const int MaxDistinct = 200_000;
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

    public long TextLength { get; private set; }

    public Thinned Sample { get; } = new();

    public void Observe(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)' ');
        if (value.IsEmpty)
        {
            return;
        }

        Count++;
        TextLength += value.Length;
        if (_distinct.Count < MaxDistinct)
        {
            IsUnique &= _distinct.Add(CategoryToken.Of(value));
        }

        if (NumberText.TryParse(value, out double number))
        {
            Numbers++;
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
            FirstText ??= Encoding.UTF8.GetString(value);
        }
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
