using System.Runtime.InteropServices;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Learns what a usual row's residual and code distance are.</summary>
internal static class Calibrator
{
    // A model that reconstructs perfectly must not turn rounding into alerts.
    private const double SmallestScale = 1e-6;

    /// <param name="settings">How a score is made.</param>
    /// <param name="seed">Picks the reference codes.</param>
    /// <param name="training">What the model makes of the rows it was fitted to.</param>
    /// <param name="heldOut">What it makes of the held-out rows.</param>
    public static ScoreCalibration Calibrate(ScoreSettings settings, int seed, Encoded training, Encoded heldOut)
    {
        (float[] mean, float[] deviation) = Moments(training.Codes, training.CodeWidth);
        var plain = new ScoreCalibration
        {
            ResidualScale = 1,
            CodeScale = 1,
            Neighbours = settings.Neighbours,
            FeatureMean = Moments(training.Features, training.Width).Mean,
            CodeMean = mean,
            CodeDeviation = deviation,
            References = settings.CodeWeight > 0 ? References(training, mean, deviation, settings.References, seed) : [],
        };

        BatchScores scores = heldOut.Score(plain);
        return plain with
        {
            ResidualScale = Math.Max(scores.Residual.Average(), SmallestScale),
            CodeScale = settings.CodeWeight > 0 ? Math.Max(scores.Code.Average(), SmallestScale) / settings.CodeWeight : 1,
        };
    }

    private static float[] References(Encoded training, float[] mean, float[] deviation, int most, int seed)
    {
        int width = training.CodeWidth;
        int[] places = [.. Enumerable.Range(0, training.Rows)];
        new Random(seed).Shuffle(places);
        float[] references = new float[Math.Min(most, places.Length) * width];
        for (int i = 0; i < references.Length; i++)
        {
            int d = i % width;
            references[i] = (training.Codes[(places[i / width] * width) + d] - mean[d]) / deviation[d];
        }

        return references;
    }

    private static (float[] Mean, float[] Deviation) Moments(float[] values, int width)
    {
        double[] sum = new double[width];
        double[] squares = new double[width];
        for (int i = 0; i < values.Length; i++)
        {
            sum[i % width] += values[i];
            squares[i % width] += (double)values[i] * values[i];
        }

        double rows = values.Length / width;
        float[] mean = Array.ConvertAll(sum, s => (float)(s / rows));
        float[] deviation = [.. squares.Zip(sum, (q, s) => (float)Math.Sqrt(Math.Max(0, (q / rows) - (s / rows * (s / rows)))))];
        return (mean, Array.ConvertAll(deviation, d => d > SmallestScale ? d : 1));
    }
}
