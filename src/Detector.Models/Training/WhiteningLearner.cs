using System.Runtime.InteropServices;
using Detector.Core.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Learns a <see cref="Whitening"/> from rows: the symmetric inverse root of their covariance, pulled towards a multiple of the identity so that it
/// exists for few rows and for columns that say the same (O. Ledoit, M. Wolf, 2004). The symmetric root is the one whose coordinates stay closest to the
/// columns themselves (A. Kessy, A. Lewin, K. Strimmer, 2018), so that they can be told apart.
/// </summary>
/// <param name="shrinkage">0 takes the covariance as it is, 1 only its mean variance.</param>
/// <param name="standardise">Whether columns are brought to variance 1 first; a column that does not vary stays as it is.</param>
internal sealed class WhiteningLearner(double shrinkage, bool standardise)
{
    private const int Chunk = 4096;

    // More rows than this do not change a covariance that is then shrunk, but cost time: that of products of so many numbers in all.
    private const int MostRows = 50_000;
    private const double MostProducts = 1e10;

    private const double Nothing = 1e-12;

    /// <summary>Learns from rows; numbers that are not finite are left out.</summary>
    /// <param name="rows">[m * width] rows, row-major; m at least 1.</param>
    /// <param name="width">n.</param>
    public Whitening Learn(float[] rows, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = tensor(rows).reshape(-1, width);
        return Learn((int)matrix.shape[0], width, places => matrix.index_select(0, tensor(places)));
    }

    /// <summary>Learns from an even choice of samples.</summary>
    public Whitening Learn(Samples samples) => Learn(samples.Count, samples.Width, places => samples.Take(places));

    private Whitening Learn(int count, int width, Func<long[], Tensor> take)
    {
        using DisposeScope scope = NewDisposeScope();
        var moments = new Moments(width);
        int step = Math.Max(1, (int)(count / Math.Clamp(MostProducts / width / width, Math.Min(4.0 * width, MostRows), MostRows)));
        long[] places = [.. Enumerable.Range(0, (count + step - 1) / step).Select(i => (long)i * step)];
        foreach (long[] part in places.Chunk(Chunk))
        {
            using DisposeScope partScope = NewDisposeScope();
            moments.Add(take(part));
        }

        (Tensor mean, Tensor covariance) = moments.Result();
        return new Whitening { Mean = Floats(mean), Map = Floats(Map(covariance, width)) };
    }

    private Tensor Map(Tensor covariance, int width)
    {
        Tensor scale = ones(width, ScalarType.Float64);
        if (standardise)
        {
            Tensor deviation = covariance.diagonal().clamp(min: 0).sqrt();
            scale = where(deviation.gt(1e-9), deviation.reciprocal(), scale);
        }

        covariance = covariance * scale.unsqueeze(0) * scale.unsqueeze(1);
        double trace = covariance.trace().item<double>();
        if (!(trace > Nothing))
        {
            // Rows that do not vary at all are compared in their own units.
            return diagflat(scale);
        }

        double common = shrinkage * trace / width;
        (Tensor values, Tensor vectors) = linalg.eigh(covariance);

        // Of columns that are rarely there together, and of few rows, some are none or less but for rounding.
        Tensor roots = ((values.clamp(min: 0) * (1 - shrinkage)) + common).clamp(min: Nothing * trace / width).rsqrt();
        return (vectors * roots).matmul(vectors.t()) * scale;
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).contiguous().bytes).ToArray();
}
