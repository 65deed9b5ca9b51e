using Detector.Core.Thresholds;
using Detector.Models.Training;

namespace Detector.Models.Bundles;

/// <summary>The scores that a model's threshold was learned from: scores.safetensors of a bundle.</summary>
/// <param name="HeldOut">Scores of the rows that the model was not fitted to.</param>
/// <param name="Training">Scores of the others.</param>
public sealed record HeldOutScores(float[] HeldOut, float[] Training)
{
    private const string HeldOutName = "heldOut";
    private const string TrainingName = "training";

    /// <summary>The threshold for a target, as training would have learned it.</summary>
    /// <param name="settings">Method and target.</param>
    /// <param name="version">Names the threshold.</param>
    public Threshold Learn(ThresholdSettings settings, string version)
    {
        var pool = ScorePool.Of(HeldOut, Training);
        return ThresholdLearner.Learn(pool.Scores, settings, version, pool.Rows);
    }

    /// <summary>Share of the held-out rows whose score is above a value.</summary>
    public double ShareAbove(double value) => HeldOut.Average(score => score > value ? 1.0 : 0);

    internal IEnumerable<StoredTensor> Arrays() =>
        [StoredArrays.Of(HeldOutName, HeldOut, HeldOut.Length), StoredArrays.Of(TrainingName, Training, Training.Length)];

    /// <exception cref="BundleException">The file does not hold such scores.</exception>
    internal static HeldOutScores Read(byte[] content)
    {
        IReadOnlyDictionary<string, StoredTensor> arrays = SafetensorsReader.Read(content, BundleFiles.Scores);
        var scores = new HeldOutScores(StoredArrays.Floats(arrays, HeldOutName, BundleFiles.Scores, -1),
            StoredArrays.Floats(arrays, TrainingName, BundleFiles.Scores, -1));
        return scores.HeldOut.Length < 2 || scores.Training.Length < 1
            ? throw new BundleException($"{BundleFiles.Scores}: there are too few scores.")
            : scores.HeldOut.Concat(scores.Training).Any(float.IsNaN)
                ? throw new BundleException($"{BundleFiles.Scores}: a score is not a number.")
            : scores;
    }
}
