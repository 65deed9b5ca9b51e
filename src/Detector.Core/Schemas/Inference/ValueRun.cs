namespace Detector.Core.Schemas.Inference;

/// <summary>What is counted about a column's numbers, or Unix times in seconds, in one reading of its texts.</summary>
internal sealed class ValueRun
{
    private const double Day = 86_400;

    private double _previous = double.NaN;

    public int Count { get; private set; }

    /// <summary>Numbers without a fraction.</summary>
    public int Integers { get; private set; }

    /// <summary>Every number is written as a whole one: "4", not "4.0", as measurements are.</summary>
    public bool IsWrittenWhole { get; private set; } = true;

    public int ZerosAndOnes { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>They never fall from row to row.</summary>
    public bool Rises { get; private set; } = true;

    public bool Falls { get; private set; } = true;

    /// <summary>How often one differs from that before it.</summary>
    public int Moves { get; private set; }

    public bool IsSteadyByOne { get; private set; } = true;

    /// <summary>Times are not all at one time of day.</summary>
    public bool HasTimeOfDay { get; private set; }

    public Thinned Sample { get; private init; } = new();

    public void Add(double number, bool isWrittenWhole)
    {
        bool isFirst = double.IsNaN(_previous);
        Count++;
        IsWrittenWhole &= isWrittenWhole;
        Integers += number == Math.Floor(number) ? 1 : 0;
        ZerosAndOnes += number is 0 or 1 ? 1 : 0;
        HasTimeOfDay |= !isFirst && (number - _previous) % Day != 0;
        Rises &= isFirst || number >= _previous;
        Moves += isFirst || number == _previous ? 0 : 1;
        Falls &= isFirst || number <= _previous;
        IsSteadyByOne &= isFirst || number == _previous + 1;
        Min = Math.Min(Min, number);
        Max = Math.Max(Max, number);
        Sample.Add(number);
        _previous = number;
    }

    public ValueRun Copy() => new()
    {
        _previous = _previous,
        Count = Count,
        Integers = Integers,
        IsWrittenWhole = IsWrittenWhole,
        ZerosAndOnes = ZerosAndOnes,
        Min = Min,
        Max = Max,
        Rises = Rises,
        Falls = Falls,
        Moves = Moves,
        IsSteadyByOne = IsSteadyByOne,
        HasTimeOfDay = HasTimeOfDay,
        Sample = Sample.Copy(),
    };
}
