using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// What is learned of frames' planes: the mean, the least and the largest pixel of each. Pixels stay as they are, from 0 to 1;
/// how they move counts for next to nothing beside them.
/// </summary>
internal static class PlaneStates
{
    /// <param name="planes">The planes.</param>
    /// <param name="rows">Frames, one plane behind another.</param>
    /// <param name="places">Which of them to learn from.</param>
    public static IEnumerable<FieldState> Learn(IReadOnlyList<SchemaField> planes, RowSet rows, int[] places)
    {
        int pixels = rows.FieldCount / planes.Count;
        var learned = new (long Count, double Sum, double Least, double Most)[planes.Count];
        Array.Fill(learned, (0, 0, double.PositiveInfinity, double.NegativeInfinity));
        foreach (int place in places)
        {
            ReadOnlyRowSpan row = rows.Row(place);
            for (int plane = 0; plane < learned.Length; plane++)
            {
                (long count, double sum, double least, double most) = learned[plane];
                for (int i = plane * pixels; i < (plane + 1) * pixels; i++)
                {
                    if (row[i] is var pixel && !double.IsNaN(pixel))
                    {
                        (count, sum, least, most) = (count + 1, sum + pixel, Math.Min(least, pixel), Math.Max(most, pixel));
                    }
                }

                learned[plane] = (count, sum, least, most);
            }
        }

        bool hasMotion = new SampleLayout(planes.Count, 1, 1).HasMotion;
        return planes.Zip(learned, (plane, of) => hasMotion && plane.Index == planes.Count - 1
            ? State(plane, 0, 0, 1) with { Scale = Motion.Scale }
            : of.Count == 0 ? State(plane, 0, 0, 0) : State(plane, of.Sum / of.Count, of.Least, of.Most));
    }

    /// <summary>The same of pixels that were learned one by one, as bundles of earlier releases have them.</summary>
    public static IEnumerable<FieldState> OfPixels(IReadOnlyList<SchemaField> planes, IReadOnlyList<FieldState> pixels) =>
        planes.Zip(pixels.Chunk(pixels.Count / planes.Count), (plane, of) => State(
            plane, of.Average(pixel => pixel.Mean[0]), of.Min(pixel => pixel.Least), of.Max(pixel => pixel.Most)));

    private static FieldState State(SchemaField plane, double mean, double? least, double? most) =>
        new() { Name = plane.Name, Mean = [mean], Center = [0], Scale = 1, Least = least, Most = most };
}
