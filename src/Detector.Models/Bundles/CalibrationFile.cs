using System.Runtime.InteropServices;
using Detector.Core.Scoring;

namespace Detector.Models.Bundles;

/// <summary>The numbers of a <see cref="ScoreCalibration"/> (calibration.json); its arrays are in calibration.safetensors.</summary>
internal sealed record CalibrationFile
{
    private const string FeatureMean = "feature_mean";
    private const string CodeMean = "code_mean";
    private const string CodeDeviation = "code_deviation";
    private const string References = "references";

    public required double ResidualScale { get; init; }

    public required double CodeScale { get; init; }

    public required int Neighbours { get; init; }

    public static CalibrationFile Of(ScoreCalibration calibration) => new()
    {
        ResidualScale = calibration.ResidualScale,
        CodeScale = calibration.CodeScale,
        Neighbours = calibration.Neighbours,
    };

    public static IEnumerable<StoredTensor> ArraysOf(ScoreCalibration calibration)
    {
        int width = calibration.CodeMean.Length;
        yield return Array(FeatureMean, calibration.FeatureMean, calibration.FeatureMean.Length);
        yield return Array(CodeMean, calibration.CodeMean, width);
        yield return Array(CodeDeviation, calibration.CodeDeviation, width);
        yield return Array(References, calibration.References, calibration.References.Length / width, width);
    }

    /// <summary>The calibration of a model with <paramref name="features"/> features.</summary>
    /// <exception cref="BundleException">An array is missing or has another shape than the model's.</exception>
    public ScoreCalibration With(IReadOnlyDictionary<string, StoredTensor> arrays, int features)
    {
        float[] mean = StoredArrays.Floats(arrays, CodeMean, BundleFiles.CalibrationArrays, -1);
        return new ScoreCalibration
        {
            ResidualScale = ResidualScale,
            CodeScale = CodeScale,
            Neighbours = Neighbours,
            FeatureMean = StoredArrays.Floats(arrays, FeatureMean, BundleFiles.CalibrationArrays, features),
            CodeMean = mean,
            CodeDeviation = StoredArrays.Floats(arrays, CodeDeviation, BundleFiles.CalibrationArrays, mean.Length),
            References = StoredArrays.Floats(arrays, References, BundleFiles.CalibrationArrays, -1, mean.Length),
        };
    }

    private static StoredTensor Array(string name, float[] values, params long[] shape) => StoredArrays.Of(name, values, shape);
}
