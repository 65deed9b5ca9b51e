using Detector.Core.Features;

namespace Detector.Models.Training;

/// <summary>Divides rows at random, the same for the same seed.</summary>
internal static class RowSplit
{
    /// <summary>Fewer rows than this teach nothing.</summary>
    public const int Fewest = 20;

    /// <summary>Training rows and held-out rows.</summary>
    /// <exception cref="TrainingException">There are too few rows.</exception>
    public static (RowSet Training, RowSet HeldOut) Divide(RowSet rows, double heldOut, int seed)
    {
        if (rows.Count < Fewest)
        {
            throw new TrainingException($"There are {rows.Count} usable rows to train on; at least {Fewest} are needed, and some thousand are good.");
        }

        int[] order = [.. Enumerable.Range(0, rows.Count)];
        new Random(seed).Shuffle(order);
        int kept = Math.Max(2, (int)Math.Round(heldOut * rows.Count));

        // In their first order, so that the model does not depend on how the split was drawn.
        Array.Sort(order, 0, kept);
        Array.Sort(order, kept, order.Length - kept);
        return (Take(rows, order.AsSpan(kept)), Take(rows, order.AsSpan(0, kept)));
    }

    /// <summary>The rows at these places.</summary>
    public static RowSet Take(RowSet rows, ReadOnlySpan<int> places)
    {
        var taken = new RowSet(rows.FieldCount, rows.CategoryNames);
        foreach (int place in places)
        {
            taken.Add(rows.Row(place));
        }

        return taken;
    }
}
