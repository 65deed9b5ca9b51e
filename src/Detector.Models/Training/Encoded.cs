using System.Runtime.InteropServices;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Rows, and what a fitted model makes of them.</summary>
internal sealed class Encoded
{
    private const int Chunk = 4096;

    private readonly float[] _reconstructions;
    private readonly float[] _own;

    /// <param name="module">The fitted model.</param>
    /// <param name="matrix">[N, F] the rows' features, on the CPU.</param>
    /// <param name="device">Where the module is.</param>
    public Encoded(Autoencoder module, Tensor matrix, Device device)
    {
        (Rows, Width, CodeWidth) = ((int)matrix.shape[0], (int)matrix.shape[1], module.CodeWidth);
        Features = MemoryMarshal.Cast<byte, float>(matrix.bytes).ToArray();
        Codes = new float[Rows * CodeWidth];
        _reconstructions = new float[Features.Length];
        _own = new float[Rows];
        using var inference = new Inference(module, Width, Math.Min(Chunk, Rows), device);
        for (int start = 0; start < Rows; start += Chunk)
        {
            int count = Math.Min(Chunk, Rows - start);
            Features.AsSpan(start * Width, count * Width).CopyTo(inference.Input);
            inference.Run(count);
            inference.Reconstruction(count).CopyTo(_reconstructions.AsSpan(start * Width));
            inference.Code(count).CopyTo(Codes.AsSpan(start * CodeWidth));
            inference.Own(count).CopyTo(_own.AsSpan(start));
        }
    }

    private Encoded(int width, int codeWidth, float[] features, float[] codes, float[] reconstructions, float[] own)
    {
        (Rows, Width, CodeWidth) = (features.Length / width, width, codeWidth);
        (Features, Codes, _reconstructions, _own) = (features, codes, reconstructions, own);
    }

    public int Rows { get; }

    public int Width { get; }

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
        ScoreFunction.Error(Features.AsSpan(row * Width, Width), _reconstructions.AsSpan(row * Width, Width)))];

    /// <summary>The rows at these places.</summary>
    public Encoded Take(int[] places) => places.Length == Rows
        ? this
        : new(Width, CodeWidth, Take(Features, places, Width), Take(Codes, places, CodeWidth), Take(_reconstructions, places, Width), Take(_own, places, 1));

    /// <summary>The rows' scores.</summary>
    public BatchScores Score(ScoreCalibration calibration)
    {
        var scores = new BatchScores(Rows);
        new ScoreFunction(calibration, Width, CodeWidth).Score(Features, _reconstructions, Codes, _own, Rows, scores);
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
