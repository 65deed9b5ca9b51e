using Detector.Core.Scoring;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>The numbers of a <see cref="ScoreCalibration"/>, one a member (calibration.json); its arrays are in calibration.safetensors.</summary>
internal sealed record CalibrationFile
{
    private const string ErrorScale = "errorScale";
    private const string Errors = "errors";
    private const string Features = "features";
    private const string Codes = "codes";

    public required double ResidualFactor { get; init; }

    public required double DistanceFactor { get; init; }

    public required double CodeFactor { get; init; }

    public required bool TakesOwn { get; init; }

    public required double OwnOffset { get; init; }

    public double? LeastContrast { get; init; }

    public static CalibrationFile Of(ScoreCalibration calibration) => new()
    {
        ResidualFactor = calibration.ResidualFactor,
        DistanceFactor = calibration.DistanceFactor,
        CodeFactor = calibration.CodeFactor,
        TakesOwn = calibration.TakesOwn,
        OwnOffset = calibration.OwnOffset,
        LeastContrast = calibration.LeastContrast,
    };

    public static IEnumerable<StoredTensor> ArraysOf(ScoreCalibration calibration) =>
    [
        .. calibration.ErrorScale is { } scale ? [StoredArrays.Of(ErrorScale, scale, scale.Length)] : Array.Empty<StoredTensor>(),
        .. ArraysOf(Errors, calibration.Errors),
        .. ArraysOf(Features, calibration.Features),
        .. ArraysOf(Codes, calibration.Codes),
    ];

    /// <summary>The calibration of a model of samples of <paramref name="width"/> numbers.</summary>
    /// <exception cref="BundleException">An array is missing or has another shape than the model's.</exception>
    public ScoreCalibration With(IReadOnlyDictionary<string, StoredTensor> arrays, int width) => new()
    {
        ResidualFactor = ResidualFactor,
        DistanceFactor = DistanceFactor,
        CodeFactor = CodeFactor,
        TakesOwn = TakesOwn,
        OwnOffset = OwnOffset,
        LeastContrast = LeastContrast,
        ErrorScale = arrays.ContainsKey(ErrorScale) ? StoredArrays.Floats(arrays, ErrorScale, BundleFiles.CalibrationArrays, width) : null,
        Errors = arrays.ContainsKey($"{Errors}.mean") ? Whitening(arrays, Errors, width) : null,
        Features = DistanceFactor == 0 ? null : Whitening(arrays, Features, HasSquares(arrays, width) ? 2 * width : width),
        Codes = CodeFactor == 0 ? null : Whitening(arrays, Codes, -1),
    };

    private static bool HasSquares(IReadOnlyDictionary<string, StoredTensor> arrays, int width) =>
        arrays.TryGetValue($"{Features}.mean", out StoredTensor? mean) && mean.Shape.SequenceEqual([2L * width]);

    private static IEnumerable<StoredTensor> ArraysOf(string name, Whitening? whitening) => whitening is null ? [] :
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
