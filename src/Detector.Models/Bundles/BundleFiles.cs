namespace Detector.Models.Bundles;

/// <summary>Names of a bundle's files.</summary>
internal static class BundleFiles
{
    public const string Manifest = "manifest.json";
    public const string Weights = "weights.safetensors";
    public const string Scaler = "scaler.json";
    public const string Calibration = "calibration.json";
    public const string CalibrationArrays = "calibration.safetensors";
    public const string Threshold = "threshold.json";
    public const string Golden = "golden.safetensors";
    public const string Scores = "scores.safetensors";
    public const string Report = "report.html";

    /// <summary>What scoring does without. Releases up to 0.1.0 kept no scores.</summary>
    public static readonly IReadOnlyList<string> Others = [Report, Scores];
}
