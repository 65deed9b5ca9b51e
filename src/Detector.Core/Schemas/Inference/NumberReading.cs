using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>A column's numbers, all of them read in one spelling, until one contradicts it.</summary>
internal sealed class NumberReading(NumberSpelling spelling)
{
    private readonly byte _mark = (byte)(spelling == NumberSpelling.Comma ? ',' : '.');
    private SpelledNumber? _reader;

    public NumberSpelling Spelling => spelling;

    public string? Unit { get; private set; }

    /// <summary>What was read; null before the first number that is not written plainly.</summary>
    public ValueRun? Run { get; private set; }

    public bool IsContradicted { get; private set; }

    /// <summary>It has read every number so far.</summary>
    public bool Holds => Run is not null && !IsContradicted;

    /// <summary>The number read last.</summary>
    public double Last { get; private set; }

    /// <summary>Begins, unless it has begun, with the numbers so far, each of which reads the same in every spelling.</summary>
    /// <param name="unit">What stands beside each number; with one, none may have come before.</param>
    /// <param name="soFar">The numbers so far.</param>
    public void Begin(string? unit, ValueRun soFar)
    {
        if (Run is null && !IsContradicted)
        {
            IsContradicted = unit is not null && soFar.Count > 0;
            Unit = unit;
            Run = soFar.Copy();
            _reader = new SpelledNumber(spelling, unit);
        }
    }

    /// <summary>Takes a number, where it has begun.</summary>
    /// <returns>False where it is none in this spelling.</returns>
    public bool Take(ReadOnlySpan<byte> value)
    {
        if (!Holds)
        {
            return false;
        }

        IsContradicted = !_reader!.TryParse(value, out double number);
        if (!IsContradicted)
        {
            Last = number;
            Run!.Add(number, !value.Contains(_mark));
        }

        return !IsContradicted;
    }

    public void Contradict() => IsContradicted = true;
}
