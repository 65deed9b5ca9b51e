using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>What a column's times are in the patterns that may be theirs, side by side, since only the last row may decide.</summary>
internal sealed class TimeReadings
{
    private const int EnoughMoves = 20;

    private List<(TimePattern Pattern, ValueRun Run)>? _readings;
    private string? _first;

    /// <summary>Takes a text that looks like a time.</summary>
    public void Observe(ReadOnlySpan<byte> value)
    {
        _first ??= Encoding.UTF8.GetString(value);
        _readings ??= [.. TimeGuess.Of(_first).Select(pattern => (pattern, new ValueRun()))];
        for (int i = _readings.Count - 1; i >= 0; i--)
        {
            if (_readings[i].Pattern.TryParse(value, out long ms))
            {
                _readings[i].Run.Add(ms / 1000.0, isWrittenWhole: true);
            }
            else
            {
                _readings.RemoveAt(i);
            }
        }
    }

    /// <summary>A value that is a number, or a time that needs no pattern: the column has no one pattern.</summary>
    public void Refuse() => _readings = [];

    /// <summary>The pattern in which all times read; null where there is none.</summary>
    /// <param name="lean">What other columns show about decimal marks, which tells where the file is from.</param>
    /// <param name="doubt">What was assumed where two patterns would do; null where one is proven.</param>
    public (TimePattern Pattern, ValueRun Run)? Choose(NumberSpelling? lean, out string? doubt)
    {
        doubt = null;
        if (_readings is null or [])
        {
            return null;
        }

        (TimePattern Pattern, ValueRun Run)[] orders = [.. _readings];
        if (orders.Length == 1)
        {
            return orders[0];
        }

        // A stream's times rise, and hardly ever do in another reading; a sample is of days rather than of years.
        (TimePattern Pattern, ValueRun Run)[] rising = [.. orders.Where(reading => reading.Run.Rises && reading.Run.Moves > 0)];
        if (rising is [{ Run.Moves: >= EnoughMoves } proven])
        {
            return proven;
        }

        string usual = lean == NumberSpelling.Comma || !_first!.Contains('/', StringComparison.Ordinal) ? "dMy" : "Mdy";
        (TimePattern Pattern, ValueRun Run) chosen = (rising.Length > 0 ? rising : orders)
            .OrderBy(reading => reading.Run.Max - reading.Run.Min)
            .ThenByDescending(reading => reading.Pattern.Order == usual)
            .First();
        string others = string.Join(" or ", orders.Where(reading => reading != chosen).Select(reading => reading.Pattern));
        doubt = $"\"{_first}\" is read as {chosen.Pattern}, but all values would do as {others} too: where that is meant, set TimeFormat "
            + "to it, in the schema and its fields";
        return chosen;
    }
}
