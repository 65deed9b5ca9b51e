using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>Draws samples at random, the same for the same seed, to measure others from.</summary>
internal static class ReferenceRows
{
    // A score measures from so many numbers at most, that it stays quick, and from so many rows.
    private const int Numbers = 1 << 17;
    private const int FewestRows = 128;
    private const int MostRows = 1024;

    // The nearest of so many rows is about as far as the nearest hundredth; the mean over groups is steadier than one group.
    private const int GroupRows = 64;
    private const int FewestGroups = 2;
    private const int MostGroups = 16;

    /// <summary>What a score measures from.</summary>
    public static Neighbours ForScores(Samples samples, int seed)
    {
        int count = Math.Min(Math.Clamp(Numbers / samples.Width, FewestRows, MostRows), samples.Count);
        return Draw(samples, count, Math.Min(count, Math.Clamp(count / GroupRows, FewestGroups, MostGroups)), seed).Neighbours;
    }

    /// <summary>Draws rows and deals them out in groups; what would make the groups unequal is left out.</summary>
    /// <param name="samples">Where from.</param>
    /// <param name="count">How many, at most all.</param>
    /// <param name="groups">Groups, at most as many as rows.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <returns>The rows, and which samples they are.</returns>
    public static (Neighbours Neighbours, int[] Places) Draw(Samples samples, int count, int groups, int seed)
    {
        int[] order = [.. Enumerable.Range(0, samples.Count)];
        new Random(seed).Shuffle(order);
        int[] places = order[..(count - (count % groups))];
        float[] rows = samples.Numbers([.. places.Select(place => (long)place)]);
        FillAbsent(rows, samples.Width);
        return (new Neighbours { Rows = rows, Groups = groups, Width = samples.Width }, places);
    }

    // What a row lacks, or has off any scale, is taken as the others' mean.
    private static void FillAbsent(float[] rows, int width)
    {
        for (int column = 0; column < width; column++)
        {
            (double sum, int count) = (0, 0);
            for (int i = column; i < rows.Length; i += width)
            {
                (sum, count) = float.IsFinite(rows[i]) ? (sum + rows[i], count + 1) : (sum, count);
            }

            for (int i = column; i < rows.Length; i += width)
            {
                rows[i] = float.IsFinite(rows[i]) ? rows[i] : (float)(sum / Math.Max(1, count));
            }
        }
    }
}
