using Detector.Core.Scoring;

namespace Detector.Models.Bundles;

/// <summary>The numbers of a <see cref="ScoreCalibration"/> (calibration.json); its arrays are in calibration.safetensors.</summary>
internal sealed record CalibrationFile
{
    private const string Features = "features";
    private const string Codes = "codes";

    public required double ResidualFactor { get; init; }

    public required double DistanceFactor { get; init; }

    public required double CodeFactor { get; init; }

    public static CalibrationFile Of(ScoreCalibration calibration) => new()
    {
        ResidualFactor = calibration.ResidualFactor,
        DistanceFactor = calibration.DistanceFactor,
        CodeFactor = calibration.CodeFactor,
    };

    public static IEnumerable<StoredTensor> ArraysOf(ScoreCalibration calibration) =>
        [.. ArraysOf(Features, calibration.Features), .. ArraysOf(Codes, calibration.Codes)];

    /// <summary>The calibration of a model with <paramref name="features"/> features.</summary>
    /// <exception cref="BundleException">An array is missing or has another shape than the model's.</exception>
    public ScoreCalibration With(IReadOnlyDictionary<string, StoredTensor> arrays, int features) => new()
    {
        ResidualFactor = ResidualFactor,
        DistanceFactor = DistanceFactor,
        CodeFactor = CodeFactor,
        Features = Whitening(arrays, Features, features),
        Codes = Whitening(arrays, Codes, -1),
    };

    private static IEnumerable<StoredTensor> ArraysOf(string name, Whitening whitening) =>
    [
        StoredArrays.Of($"{name}.mean", whitening.Mean, whitening.Width),
        StoredArrays.Of($"{name}.map", whitening.Map, whitening.Width, whitening.Width),
    ];

    private static Whitening Whitening(IReadOnlyDictionary<string, StoredTensor> arrays, string name, int width)
    {
        float[] mean = StoredArrays.Floats(arrays, $"{name}.mean", BundleFiles.CalibrationArrays, width);
        return new Whitening { Mean = mean, Map = StoredArrays.Floats(arrays, $"{name}.map", BundleFiles.CalibrationArrays, mean.Length, mean.Length) };
    }
}
