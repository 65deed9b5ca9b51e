using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>
/// Learns what each region of usual frames shows: 64 exemplars a cell by k-means, and the distance from them that one frame in fifty is
/// beyond. That has to be told from frames of another time than those that the exemplars were learned from: their neighbours look like
/// them, the next day does not.
/// </summary>
internal static class RegionLearner
{
    private const int Exemplars = 64;
    private const int Rounds = 10;

    // More frames show a cell in no other ways.
    private const int MostFrames = 3000;

    private const int Blocks = 3;
    private const double Rare = 0.98;

    // Least distance that is rare for a cell, as a share of what it is for all: one that never changes must not alarm for rounding.
    private const double LeastScale = 0.05;

    // Share of the mean contrast that a frame has at least.
    private const double LeastContrast = 0.1;

    // Numbers that are taken from the samples at once.
    private const int Numbers = 1 << 20;

    /// <param name="samples">Frames in order of time, of one at least.</param>
    /// <param name="seed">Seed of the choice of first exemplars.</param>
    public static Regions Learn(Samples samples, int seed)
    {
        var grid = new RegionGrid(samples.Shape);
        int step = 1 + ((samples.Count - 1) / MostFrames);
        int count = (samples.Count + step - 1) / step;
        long[] places = [.. Enumerable.Range(0, count).Select(i => (long)i * step)];
        double least = Math.Max(1e-6, LeastContrast * MeanContrast(samples, places));
        float[] averaged = Averaged(samples, places, grid, least);
        var learned = new Regions
        {
            Exemplars = Clustered(averaged, grid, [.. Enumerable.Range(0, count)], seed),
            Scales = [.. Enumerable.Repeat(1f, grid.Cells)],
            LeastContrast = least,
        };
        float[][] distances = LeftOut(learned, averaged, grid, count, seed);
        float[] scales = Scales(distances);
        return learned with
        {
            Scales = scales,
            Motions = grid.HasMotion
                ? MotionLearner.Learn(Codes(samples, places, grid), grid.Cells, Tail(distances, scales), Blocks) : null,
        };
    }

    private static IEnumerable<float[]> Parts(Samples samples, long[] places)
    {
        foreach (long[] chunk in places.Chunk(Math.Max(1, Numbers / samples.Width)))
        {
            yield return samples.Numbers(chunk);
        }
    }

    private static double MeanContrast(Samples samples, long[] places) => Parts(samples, places)
        .SelectMany(part => Enumerable.Range(0, part.Length / samples.Width)
            .Select(i => Contrast.Of(part.AsSpan(i * samples.Width, samples.Width))))
        .Where(double.IsFinite).DefaultIfEmpty(1).Average();

    private static float[] Averaged(Samples samples, long[] places, RegionGrid grid, double leastContrast)
    {
        float[] averaged = new float[places.Length * grid.Places];
        int frame = 0;
        foreach (float[] part in Parts(samples, places))
        {
            for (int start = 0; start < part.Length; start += samples.Width, frame++)
            {
                grid.Average(part.AsSpan(start, samples.Width), leastContrast, averaged.AsSpan(frame * grid.Places, grid.Places));
            }
        }

        return averaged;
    }

    private static float[] Clustered(float[] averaged, RegionGrid grid, int[] frames, int seed)
    {
        int width = grid.CellNumbers;
        int count = Math.Min(Exemplars, frames.Length);
        float[] exemplars = new float[grid.Cells * count * width];
        float[] shown = new float[frames.Length * width];
        for (int cell = 0; cell < grid.Cells; cell++)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                grid.Copy(averaged.AsSpan(frames[i] * grid.Places, grid.Places), cell, shown.AsSpan(i * width, width));
            }

            var clusters = new Clusters(shown, width, count, seed);
            clusters.Run(Rounds);
            clusters.Centres.CopyTo(exemplars.AsSpan(cell * count * width));
        }

        return exemplars;
    }

    // [frames * cells] how they move.
    private static byte[] Codes(Samples samples, long[] places, RegionGrid grid)
    {
        byte[] codes = new byte[places.Length * grid.Cells];
        int at = 0;
        foreach (float[] part in Parts(samples, places))
        {
            for (int start = 0; start < part.Length; start += samples.Width)
            {
                for (int cell = 0; cell < grid.Cells; cell++, at++)
                {
                    codes[at] = (byte)grid.MotionOf(part.AsSpan(start, samples.Width), cell);
                }
            }
        }

        return codes;
    }

    // What one usual frame in fifty has for its strangest cells.
    private static float Tail(float[][] distances, float[] scales)
    {
        float[] cells = new float[distances.Length];
        float[] frames = new float[distances[0].Length];
        for (int frame = 0; frame < frames.Length; frame++)
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                cells[cell] = distances[cell][frame] * scales[cell];
            }

            frames[frame] = RegionDistance.MeanOfLargest(cells);
        }

        return frames.Order().ElementAt((int)(Rare * (frames.Length - 1)));
    }

    // [cells][frames]: each block of time is measured with what the others taught.
    private static float[][] LeftOut(Regions learned, float[] averaged, RegionGrid grid, int count, int seed)
    {
        float[][] distances = [.. Enumerable.Range(0, grid.Cells).Select(_ => new float[count])];
        int blocks = Math.Min(Blocks, count);
        for (int block = 0; block < blocks; block++)
        {
            (int from, int to) = (block * count / blocks, (block + 1) * count / blocks);
            int[] others = [.. Enumerable.Range(0, count).Where(i => i < from || i >= to || blocks == 1)];
            var measure = new RegionDistance(learned with { Exemplars = Clustered(averaged, grid, others, seed) }, grid);
            for (int frame = from; frame < to; frame++)
            {
                measure.Measure(averaged.AsSpan(frame * grid.Places, grid.Places));
                for (int cell = 0; cell < grid.Cells; cell++)
                {
                    distances[cell][frame] = measure.Cells[cell];
                }
            }
        }

        return distances;
    }

    private static float[] Scales(float[][] distances)
    {
        int count = distances[0].Length;
        float[] rare = [.. distances.Select(of => of.Order().ElementAt((int)(Rare * (count - 1))))];
        double least = Math.Max(1e-6, LeastScale * rare.Average());
        return Array.ConvertAll(rare, value => (float)(1 / Math.Max(value, least)));
    }
}
