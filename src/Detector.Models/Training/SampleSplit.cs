using Detector.Core.Samples;

namespace Detector.Models.Training;

/// <summary>Divides samples at random, the same for the same seed.</summary>
internal static class SampleSplit
{
    /// <summary>Fewer samples than this teach nothing.</summary>
    public const int Fewest = 20;

    private const int MostBlocks = 50;

    // More numbers, and more samples, held out would judge no better, but
    // have to be looked at again and again, and are in memory all at once.
    private const double MostNumbers = 1 << 27;
    private const double MostSamples = 100_000;

    /// <summary>So many events make samples enough to train on some and to hold some out.</summary>
    public static double FewestFor(WindowSettings window, double heldOut) => !window.IsSequence ? Fewest
        : Math.Max(4 * Fewest, Math.Ceiling(2 * (((window.Steps - 1.0) * window.Stride) + 1) / heldOut));

    /// <summary>
    /// Places of the training samples and of the held-out ones, in rising order. Of sequences whole blocks of rows are held out; a sample
    /// that reaches across a block's edge is in neither, so that no row is in both. Of very many samples a smaller share is held out.
    /// </summary>
    /// <exception cref="TrainingException">There are too few samples.</exception>
    public static (int[] Training, int[] HeldOut) Divide(SampleSet samples, double heldOut, int seed)
    {
        if (samples.Count < Fewest)
        {
            throw new TrainingException($"There are {samples.Count} usable rows to train on; "
                + $"at least {Fewest} are needed, and some thousand are good.");
        }

        heldOut = Math.Min(heldOut, Math.Min(MostSamples, MostNumbers / samples.Layout.Width) / samples.Count);
        return samples.Steps > 1 ? Blocks(samples, heldOut, seed) : Rows(samples.Count, heldOut, seed);
    }

    /// <summary>
    /// The two halves of the samples in their order, each time one to be fitted and the other to be measured; none where that is too few.
    /// A sequence that reaches across the middle is in neither, so that what depends on its neighbours is told from others.
    /// </summary>
    public static IReadOnlyList<(int[] Fitted, int[] Measured)> Halves(SampleSet samples)
    {
        int middle = samples.Count / 2;
        int[] first = [.. Enumerable.Range(0, middle)];
        int[] second = [.. Enumerable.Range(middle, samples.Count - middle).Where(place => samples.First(place) >= middle)];
        return Math.Min(first.Length, second.Length) < Fewest / 2 ? [] : [(first, second), (second, first)];
    }

    private static (int[] Training, int[] HeldOut) Rows(int count, double heldOut, int seed)
    {
        int[] order = Shuffled(count, seed);
        int kept = Math.Max(2, (int)Math.Round(heldOut * count));

        // In their first order, so that the model does not depend on how the split was drawn.
        return ([.. order[kept..].Order()], [.. order[..kept].Order()]);
    }

    private static (int[] Training, int[] HeldOut) Blocks(SampleSet samples, double heldOut, int seed)
    {
        // Blocks much longer than a sequence lose few samples at their edges.
        int count = samples.Count;
        int blocks = Math.Max((int)Math.Ceiling(1 / heldOut), Math.Min(count / (8 * samples.Window.Span), MostBlocks));
        var kept = Shuffled(blocks, seed).Take(Math.Max(1, (int)Math.Round(heldOut * blocks))).ToHashSet();
        int[] heldBefore = new int[count + 1];
        for (int row = 0; row < count; row++)
        {
            heldBefore[row + 1] = heldBefore[row] + (kept.Contains((int)((long)row * blocks / count)) ? 1 : 0);
        }

        int Held(int place) => heldBefore[place + 1] - heldBefore[samples.First(place)];
        int[] training = [.. Enumerable.Range(0, count).Where(place => samples.IsSample(place) && Held(place) == 0)];
        int[] held = [.. Enumerable.Range(0, count).Where(place => samples.IsSample(place)
            && Held(place) == place + 1 - samples.First(place))];
        return training.Length >= Fewest && held.Length > 1
            ? (training, held)
            : throw new TrainingException($"There are {count} usable rows, "
                + $"too few to train on sequences of {samples.Steps} steps and to hold some out; "
                + $"{FewestFor(samples.Window, heldOut)} would do, and some thousand are good.");
    }

    private static int[] Shuffled(int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        return order;
    }
}
