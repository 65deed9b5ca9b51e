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
    public const string Report = "report.html";

    /// <summary>Every file beside the manifest, which has the hash of each.</summary>
    public static readonly IReadOnlyList<string> Content = [Weights, Scaler, Calibration, CalibrationArrays, Threshold, Golden, Report];
}
