using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Learns a <see cref="Whitening"/> from rows: the symmetric inverse root of their covariance, pulled towards a multiple of the identity
/// so that it exists for few rows and for columns that say the same (O. Ledoit, M. Wolf, 2004). The symmetric root is the one whose
/// coordinates stay closest to the columns themselves (A. Kessy, A. Lewin, K. Strimmer, 2018), so that they can be told apart.
/// </summary>
/// <param name="shrinkage">0 takes the covariance as it is, 1 only its mean variance.</param>
/// <param name="standardise">Whether columns are brought to variance 1 first; a column that does not vary stays as it is.</param>
/// <param name="squares">Whether there is a second column for each, behind them all: the square of what a number is from its mean, brought
/// to that number's variance unless it varies less than an evenly distributed number's would.</param>
internal sealed class WhiteningLearner(double shrinkage, bool standardise, bool squares = false)
{
    // More rows than this do not change a covariance that is then shrunk, but cost time: that of products of so many numbers in all.
    private const int MostRows = 50_000;
    private const double MostProducts = 1e10;

    private const double Nothing = 1e-12;

    // Standard deviation of squares over the variance: of normal numbers it is the root of 2, of evenly distributed ones 0.9, of two
    // values as frequent as each other 0.
    private const double LeastSquareSpread = 0.9;

    /// <summary>Learns from rows; numbers that are not finite are left out.</summary>
    /// <param name="rows">[m * width] rows, row-major; m at least 1.</param>
    /// <param name="width">n; with squares the result is of 2n.</param>
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
        (Tensor mean, Tensor covariance) = MomentsOf(count, width, take);
        Tensor scale = Scale(covariance);
        if (squares)
        {
            (Tensor centre, Tensor variance) = (mean, covariance.diagonal());
            (mean, covariance) = MomentsOf(count, 2 * width, places => WithSquares(take(places), centre));
            scale = cat([scale, scale * SquareScale(variance, covariance.diagonal().narrow(0, width, width))]);
        }

        return new Whitening { Mean = Floats(mean), Map = Floats(Map(covariance, scale)) };
    }

    private static Tensor WithSquares(Tensor rows, Tensor mean) => cat([rows, (rows - mean.to(ScalarType.Float32)).Squared()], 1);

    // A number with few values has squares that hardly vary: brought to its variance, they would make much of the least that is new.
    private static Tensor SquareScale(Tensor variance, Tensor ofSquares)
    {
        Tensor spread = max(ofSquares.clamp(min: Kept(0)).sqrt(), variance * Kept(LeastSquareSpread));
        return where(variance.gt(Kept(Nothing)), variance.clamp(min: Kept(Nothing)).sqrt() / spread, zeros_like(spread));
    }

    private static (Tensor Mean, Tensor Covariance) MomentsOf(int count, int width, Func<long[], Tensor> take)
    {
        var moments = new Moments(width);
        int step = Math.Max(1, (int)(count / Math.Clamp(MostProducts / width / width, Math.Min(4.0 * width, MostRows), MostRows)));
        long[] places = [.. Enumerable.Range(0, (count + step - 1) / step).Select(i => (long)i * step)];
        foreach (long[] part in places.Chunk(BatchLimit.For(width)))
        {
            using DisposeScope partScope = NewDisposeScope();
            moments.Add(take(part));
        }

        return moments.Result();
    }

    private Tensor Scale(Tensor covariance)
    {
        Tensor deviation = covariance.diagonal().clamp(min: Kept(0)).sqrt();
        Tensor scale = ones_like(deviation);
        return standardise ? where(deviation.gt(Kept(1e-9)), deviation.reciprocal(), scale) : scale;
    }

    private Tensor Map(Tensor covariance, Tensor scale)
    {
        long width = covariance.shape[0];
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
        Tensor roots = (values.clamp(min: Kept(0)) * Kept(1 - shrinkage)).Plus(common).clamp(min: Kept(Nothing * trace / width)).rsqrt();
        return (vectors * roots).mm(vectors.t()) * scale;
    }

    private static float[] Floats(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).contiguous().bytes).ToArray();
}
