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
}
