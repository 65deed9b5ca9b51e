using Detector.Core.Formats.Frames;
using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>
/// Learns how rare each motion is in each cell of usual frames: the negative logarithm of its share of the times that something moved
/// there, of which each code had some before anything was seen. It is brought to the units of the cells' distances by what one frame in
/// fifty has that was left out.
/// </summary>
internal static class MotionLearner
{
    private const int Moving = Motion.Codes - 1;

    // How often something has moved before anything was seen.
    private const double Before = 5;

    private const double Rare = 0.98;

    /// <param name="codes">[frames * cells] codes, in order of time.</param>
    /// <param name="cells">Cells of a frame.</param>
    /// <param name="tail">What one frame in fifty has by its distances.</param>
    /// <param name="blocks">Blocks of time that are left out, one after the other.</param>
    public static float[] Learn(byte[] codes, int cells, float tail, int blocks)
    {
        int count = codes.Length / cells;
        float[] frames = new float[count];
        float[] moved = new float[cells];
        for (int block = 0; block < blocks; block++)
        {
            (int from, int to) = (block * count / blocks, (block + 1) * count / blocks);
            float[] table = Table(codes, cells, frame => frame < from || frame >= to);
            for (int frame = from; frame < to; frame++)
            {
                for (int cell = 0; cell < cells; cell++)
                {
                    moved[cell] = table[(cell * Motion.Codes) + codes[(frame * cells) + cell]];
                }

                frames[frame] = RegionDistance.MeanOfLargest(moved);
            }
        }

        // Where hardly anything ever moves, it is that something does which is rare.
        double rare = Math.Max(frames.Order().ElementAt((int)(Rare * (count - 1))), Math.Log(Moving));
        return Array.ConvertAll(Table(codes, cells, _ => true), rarity => (float)(rarity * tail / rare));
    }

    private static float[] Table(byte[] codes, int cells, Predicate<int> isCounted)
    {
        int[] counts = new int[cells * Motion.Codes];
        for (int i = 0; i < codes.Length; i++)
        {
            counts[(i % cells * Motion.Codes) + codes[i]] += isCounted(i / cells) ? 1 : 0;
        }

        float[] table = new float[counts.Length];
        for (int cell = 0; cell < cells; cell++)
        {
            Span<int> of = counts.AsSpan((cell * Motion.Codes) + 1, Moving);
            int all = 0;
            foreach (int count in of)
            {
                all += count;
            }

            for (int code = 0; code < Moving; code++)
            {
                table[(cell * Motion.Codes) + code + 1] = (float)-Math.Log((of[code] + (Before / Moving)) / (all + Before));
            }
        }

        return table;
    }
}
