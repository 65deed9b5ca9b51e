using Detector.Core.Thresholds;
using Detector.Models.Scoring;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>The scores that a model's threshold was learned from: scores.safetensors of a bundle.</summary>
/// <param name="HeldOut">Scores of rows by a model that was not fitted to them.</param>
/// <param name="Training">
/// Scores of the rows that the model was fitted to; empty where each half of all rows was scored by what the other half taught.
/// </param>
public sealed record HeldOutScores(float[] HeldOut, float[] Training)
{
    private const string CrossFittedName = "crossFitted";
    private const string HeldOutName = "heldOut";
    private const string TrainingName = "training";

    /// <summary>Whether each half of the rows was scored by what the other half taught.</summary>
    public bool IsCrossFitted => Training.Length == 0;

    /// <summary>The threshold for a target, as training would have learned it.</summary>
    /// <param name="settings">Method and target.</param>
    /// <param name="version">Names the threshold.</param>
    public Threshold Learn(ThresholdSettings settings, string version)
    {
        if (IsCrossFitted)
        {
            return ThresholdLearner.Learn(HeldOut, settings, version);
        }

        var pool = ScorePool.Of(HeldOut, Training);
        return ThresholdLearner.Learn(pool.Scores, settings, version, pool.Rows);
    }

    /// <summary>A threshold that somebody chose: what is above it of the held-out rows is all that is known of its false alarms.</summary>
    /// <param name="value">The threshold.</param>
    /// <param name="scores">The model's; null where it keeps none.</param>
    /// <param name="version">Names the threshold.</param>
    public static Threshold Chosen(double value, HeldOutScores? scores, string version) => new()
    {
        Value = value,
        Method = ThresholdMethod.Quantile,
        Target = scores?.ShareAbove(value) ?? 0,
        Samples = scores?.HeldOut.Length ?? 0,
        Version = version,
    };

    /// <summary>Share of the held-out rows whose score is above a value.</summary>
    public double ShareAbove(double value) => HeldOut.Average(score => score > value ? 1.0 : 0);

    internal IEnumerable<StoredTensor> Arrays() => IsCrossFitted
        ? [StoredArrays.Of(CrossFittedName, HeldOut, HeldOut.Length)]
        : [StoredArrays.Of(HeldOutName, HeldOut, HeldOut.Length), StoredArrays.Of(TrainingName, Training, Training.Length)];

    /// <exception cref="BundleException">The file does not hold such scores.</exception>
    internal static HeldOutScores Read(byte[] content)
    {
        IReadOnlyDictionary<string, StoredTensor> arrays = SafetensorsReader.Read(content, BundleFiles.Scores);
        float[] Floats(string name) => StoredArrays.Floats(arrays, name, BundleFiles.Scores, -1);
        bool isCrossFitted = arrays.ContainsKey(CrossFittedName);
        var scores = isCrossFitted ? new HeldOutScores(Floats(CrossFittedName), []) : new(Floats(HeldOutName), Floats(TrainingName));
        return scores.HeldOut.Length < 2 || scores.IsCrossFitted != isCrossFitted
            ? throw new BundleException($"{BundleFiles.Scores}: there are too few scores.")
            : scores.HeldOut.Concat(scores.Training).Any(float.IsNaN)
                ? throw new BundleException($"{BundleFiles.Scores}: a score is not a number.")
            : scores;
    }
}
