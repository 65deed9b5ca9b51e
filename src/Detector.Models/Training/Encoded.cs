using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>Samples, and what a fitted model makes of them.</summary>
internal sealed class Encoded
{
    private readonly float[] _reconstructions;
    private readonly float[] _own;

    /// <param name="shape">Shape of a sample.</param>
    /// <param name="codeWidth">Numbers in a code.</param>
    /// <param name="features">[N * D] the samples.</param>
    /// <param name="codes">[N * C] their codes.</param>
    /// <param name="reconstructions">[N * D] what the model made of them.</param>
    /// <param name="own">[N] the model's own measures; zeros where it has none.</param>
    public Encoded(SampleLayout shape, int codeWidth, float[] features, float[] codes, float[] reconstructions, float[] own)
    {
        (Shape, CodeWidth, Rows) = (shape, codeWidth, own.Length);
        (Features, Codes, _reconstructions, _own) = (features, codes, reconstructions, own);
    }

    /// <summary>The samples of several, one after the other.</summary>
    public static Encoded Join(IReadOnlyList<Encoded> parts)
    {
        float[] All(Func<Encoded, float[]> numbers)
        {
            float[] all = new float[parts.Sum(part => numbers(part).Length)];
            int end = 0;
            foreach (Encoded part in parts)
            {
                numbers(part).CopyTo(all, end);
                end += numbers(part).Length;
            }

            return all;
        }

        return parts.Count == 1 ? parts[0] : new(
            parts[0].Shape, parts[0].CodeWidth, All(p => p.Features), All(p => p.Codes), All(p => p._reconstructions), All(p => p._own));
    }

    public SampleLayout Shape { get; }

    public int Rows { get; }

    public int Width => Shape.Width;

    public int CodeWidth { get; }

    /// <summary>[Rows * Width].</summary>
    public float[] Features { get; }

    /// <summary>[Rows * CodeWidth].</summary>
    public float[] Codes { get; }

    /// <summary>[Rows] the model's own measures; zeros where it has none.</summary>
    public IReadOnlyList<float> Own => _own;

    /// <summary>[Rows * Width] the rows' errors.</summary>
    public float[] Differences() => [.. Features.Zip(_reconstructions, (feature, made) => feature - made)];

    /// <summary>[Width] what the model made of a row.</summary>
    public ReadOnlySpan<float> Reconstruction(int row) => _reconstructions.AsSpan(row * Width, Width);

    /// <summary>[Rows] root mean squares of the rows' reconstruction errors.</summary>
    public float[] Errors() => [.. Enumerable.Range(0, Rows).Select(row =>
        ReconstructionError.OfPresent(Features.AsSpan(row * Width, Width), Reconstruction(row), out _))];

    /// <summary>The rows at these places.</summary>
    public Encoded Take(int[] places) => places.Length == Rows
        ? this
        : new(
            Shape,
            CodeWidth,
            Take(Features, places, Width),
            Take(Codes, places, CodeWidth),
            Take(_reconstructions, places, Width),
            Take(_own, places, 1));

    /// <summary>The rows' scores.</summary>
    public BatchScores Score(ScoreCalibration calibration)
    {
        var scores = new BatchScores(Rows);
        new ScoreFunction(calibration, Shape, CodeWidth).Score(Features, _reconstructions, Codes, _own, Rows, scores);
        return scores;
    }

    private static float[] Take(float[] rows, int[] places, int width)
    {
        float[] taken = new float[places.Length * width];
        for (int i = 0; i < places.Length; i++)
        {
            rows.AsSpan(places[i] * width, width).CopyTo(taken.AsSpan(i * width));
        }

        return taken;
    }
}
