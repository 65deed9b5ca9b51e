using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Learns a <see cref="WindowCalibration"/> from sequences. Short windows of W rows are taken for normally distributed, with a covariance
/// C that is pulled a little towards a multiple of the identity; the last row x of a window has three errors a feature: (a) x less what is
/// expected of it given all else in the window, P_j · w / P_jj with P the inverse of C; (b) x less its regression on the rows before it;
/// (c) what the main components of windows leave of it. What an error usually is has to be told from rows that its map was not learned
/// from: each half of the samples is measured with what the other half taught.
/// </summary>
internal static class WindowLearner
{
    // All of these were chosen on five published series and on short pieces of them (docs/models.md).
    private const int Short = 8;
    private const int Long = 32;
    private const double Shrinkage = 0.03;
    private const double KeptVariance = 0.95;
    private const double LeastSpread = 0.02;

    // A map of more numbers than this costs seconds to learn.
    private const int Widest = 2048;

    // More samples than this do not change a covariance that is then shrunk.
    private const int MostSamples = 50_000;

    // What an error usually is cannot be told from fewer.
    private const int FewestWindows = 20;

    private const double Nothing = 1e-9;

    /// <param name="samples">Sequences [T, F] in order of time.</param>
    /// <returns>
    /// Null where a row has so many features that no window of two of them could be learned, or where hardly any window is whole.
    /// </returns>
    public static WindowCalibration? Learn(Samples samples)
    {
        int features = samples.Shape.StepWidth;
        int most = Math.Min(samples.Shape.Steps, Widest / features);
        if (most < Math.Min(2, samples.Shape.Steps))
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        int step = 1 + ((samples.Count - 1) / MostSamples);
        samples = samples.Choose(Enumerable.Range(0, (samples.Count + step - 1) / step).Select(i => i * step));

        // Half a sequence at most, so that a row that is wrong is measured itself, not only the rows after it.
        most = Math.Min(most, Math.Max(2, samples.Shape.Steps / 2));
        var windows = new Windows(samples, Math.Min(Short, most), Math.Min(Long, most));
        int half = samples.Count / 2;
        Tensor[] all = windows.Learn(0, samples.Count, out Tensor mean);
        Tensor[] first = windows.Learn(0, half, out Tensor firstMean);
        Tensor[] second = windows.Learn(half, samples.Count, out Tensor secondMean);
        Tensor[] errors =
        [
            .. all.Select((_, i) => cat(
                [windows.Errors(second[i], secondMean, 0, half), windows.Errors(first[i], firstMean, half, samples.Count)])),
        ];
        return errors.All(of => of.shape[0] >= FewestWindows)
            ? new WindowCalibration { Mean = Floats(mean), Maps = [.. all.Zip(errors, Scaled)] }
            : null;
    }

    // A feature that is foreseen perfectly must not outweigh all others for a rounding error.
    private static float[] Scaled(Tensor map, Tensor errors)
    {
        Tensor squares = errors.Squared().mean([0L]);
        Tensor spread = max(squares.sqrt(), (squares.mean().sqrt() * Kept(LeastSpread)).clamp(min: Kept(Nothing)));
        double mean = (errors / spread).Squared().mean([1L]).sqrt().mean().item<double>();
        return Floats(map / spread / Kept(Math.Max(mean, Nothing)));
    }

    private static float[] Floats(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).contiguous().bytes).ToArray();

    /// <summary>The ends of samples, as windows of two lengths.</summary>
    private sealed class Windows(Samples samples, int shorter, int longer)
    {
        private readonly int _features = samples.Shape.StepWidth;

        /// <summary>The maps [W * F, F] that the samples of a range teach, and the means of a row [F].</summary>
        public Tensor[] Learn(int start, int end, out Tensor mean)
        {
            (Tensor means, Tensor covariance) = MomentsOf(start, end);
            int width = (int)means.shape[0];
            mean = means.narrow(0, width - _features, _features);
            Tensor ofShorter = Shrunk(End(covariance, shorter));
            Tensor residual = Residual(covariance);
            return shorter == 1 ? [Given(ofShorter), residual] : [Given(ofShorter), Forecast(ofShorter), residual];
        }

        /// <summary>[n, F] what a map makes of the samples of a range; those with an absent row are left out.</summary>
        public Tensor Errors(Tensor map, Tensor mean, int start, int end)
        {
            int width = (int)map.shape[0];
            Tensor means = mean.repeat([width / _features]);
            List<Tensor> parts = [];
            foreach (Tensor rows in Parts(start, end))
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor window = rows.narrow(1, rows.shape[1] - width, width).to(ScalarType.Float64);
                Tensor isWhole = window.reshape(-1, width / _features, _features).isfinite().any(2).all(1).nonzero().flatten();
                parts.Add((window - means).nan_to_num(0, 0, 0).mm(map).index_select(0, isWhole).MoveToOuterDisposeScope());
            }

            return cat(parts);
        }

        private (Tensor Mean, Tensor Covariance) MomentsOf(int start, int end)
        {
            int width = longer * _features;
            var moments = new Moments(width);
            foreach (Tensor rows in Parts(start, end))
            {
                using DisposeScope scope = NewDisposeScope();
                moments.Add(rows.narrow(1, rows.shape[1] - width, width));
            }

            return moments.Result();
        }

        private IEnumerable<Tensor> Parts(int start, int end)
        {
            int most = BatchLimit.For(samples.Width);
            for (int at = start; at < end; at += most)
            {
                using Tensor part = samples.Range(at, Math.Min(most, end - at));
                yield return part;
            }
        }

        private Tensor End(Tensor covariance, int steps)
        {
            long size = (long)steps * _features;
            long skipped = covariance.shape[0] - size;
            return covariance.narrow(0, skipped, size).narrow(1, skipped, size);
        }

        private static Tensor Shrunk(Tensor covariance)
        {
            long width = covariance.shape[0];
            double variance = Math.Max(covariance.trace().item<double>() / width, Nothing);
            return (covariance * Kept(1 - Shrinkage)).Plus(eye(width, dtype: ScalarType.Float64) * Kept(Shrinkage * variance));
        }

        private Tensor Given(Tensor covariance)
        {
            Tensor precision = linalg.inv(covariance);
            long past = covariance.shape[0] - _features;
            return precision.narrow(1, past, _features) / precision.diagonal().narrow(0, past, _features);
        }

        private Tensor Forecast(Tensor covariance)
        {
            long past = covariance.shape[0] - _features;
            Tensor before = covariance.narrow(0, 0, past);
            Tensor regression = linalg.solve(before.narrow(1, 0, past), before.narrow(1, past, _features));
            return cat([regression.neg(), eye(_features, dtype: ScalarType.Float64)]);
        }

        private Tensor Residual(Tensor covariance)
        {
            (Tensor values, Tensor vectors) = linalg.eigh(covariance);
            double[] rising = values.data<double>().ToArray();
            double left = (1 - KeptVariance) * rising.Sum();
            int minor = 0;
            for (double sum = rising[0]; sum < left && minor < rising.Length - 1; sum += rising[++minor])
            {
            }

            minor = Math.Max(1, minor);
            Tensor others = vectors.narrow(1, 0, minor);
            long past = covariance.shape[0] - _features;
            return others.mm(others.narrow(0, past, _features).t());
        }
    }
}
