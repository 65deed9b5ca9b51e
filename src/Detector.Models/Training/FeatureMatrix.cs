using System.Runtime.InteropServices;
using Detector.Core.Features;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Rows as the tensor [N, F] that training draws its batches from.</summary>
internal static class FeatureMatrix
{
    private const int Chunk = 4096;

    /// <summary>The rows' features on the CPU, written in place.</summary>
    public static Tensor Of(RowSet rows, FeatureTransform transform)
    {
        Tensor matrix = empty(rows.Count, transform.Width, ScalarType.Float32);
        for (int start = 0; start < rows.Count; start += Chunk)
        {
            int count = Math.Min(Chunk, rows.Count - start);
            using Tensor part = matrix.narrow(0, start, count);
            transform.Transform(rows.Rows(start, count), count, MemoryMarshal.Cast<byte, float>(part.bytes));
        }

        return matrix;
    }

    /// <summary>Makes sure that every feature lies between 0 and 1, as binary cross-entropy needs it.</summary>
    /// <exception cref="TrainingException">One does not.</exception>
    public static void CheckProbabilities(Tensor matrix, IReadOnlyList<string> names)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(matrix.bytes);
        int wrong = values.IndexOfAnyExceptInRange(-1e-6f, 1 + 1e-6f);
        if (wrong >= 0)
        {
            throw new TrainingException($"Model.Loss is Bce, which needs features between 0 and 1, but {names[wrong % names.Count]} "
                + $"is {values[wrong]} in training row {wrong / names.Count}. Scaling MinMax, or another loss, would do.");
        }
    }
}
