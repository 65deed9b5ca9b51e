using Detector.Core.Scoring;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>The numbers of a <see cref="ScoreCalibration"/>, one a member (calibration.json); its arrays are in calibration.safetensors.</summary>
internal sealed record CalibrationFile
{
    private const string ErrorScale = "errorScale";
    private const string Errors = "errors";
    private const string Features = "features";
    private const string Neighbours = "neighbours";
    private const string Codes = "codes";

    public required double ResidualFactor { get; init; }

    public required double DistanceFactor { get; init; }

    /// <summary>0 in models of releases that measured from no neighbours.</summary>
    public double NeighbourFactor { get; init; }

    public required double CodeFactor { get; init; }

    public required bool TakesOwn { get; init; }

    public required double OwnOffset { get; init; }

    public double? LeastContrast { get; init; }

    public static CalibrationFile Of(ScoreCalibration calibration) => new()
    {
        ResidualFactor = calibration.ResidualFactor,
        DistanceFactor = calibration.DistanceFactor,
        NeighbourFactor = calibration.NeighbourFactor,
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
        .. calibration.Neighbours is { } near ? [StoredArrays.Of(Neighbours, near.Rows, near.Groups, near.GroupRows, near.Width)] : Array.Empty<StoredTensor>(),
        .. ArraysOf(Codes, calibration.Codes),
    ];

    /// <summary>The calibration of a model of samples of <paramref name="width"/> numbers.</summary>
    /// <exception cref="BundleException">An array is missing or has another shape than the model's.</exception>
    public ScoreCalibration With(IReadOnlyDictionary<string, StoredTensor> arrays, int width) => new()
    {
        ResidualFactor = ResidualFactor,
        DistanceFactor = DistanceFactor,
        NeighbourFactor = NeighbourFactor,
        CodeFactor = CodeFactor,
        TakesOwn = TakesOwn,
        OwnOffset = OwnOffset,
        LeastContrast = LeastContrast,
        ErrorScale = arrays.ContainsKey(ErrorScale) ? StoredArrays.Floats(arrays, ErrorScale, BundleFiles.CalibrationArrays, width) : null,
        Errors = arrays.ContainsKey($"{Errors}.mean") ? Whitening(arrays, Errors, width) : null,
        Features = DistanceFactor == 0 ? null : Whitening(arrays, Features, HasSquares(arrays, width) ? 2 * width : width),
        Neighbours = NeighbourFactor == 0 ? null : NeighboursOf(arrays, width),
        Codes = CodeFactor == 0 ? null : Whitening(arrays, Codes, -1),
    };

    private static bool HasSquares(IReadOnlyDictionary<string, StoredTensor> arrays, int width) =>
        arrays.TryGetValue($"{Features}.mean", out StoredTensor? mean) && mean.Shape.SequenceEqual([2L * width]);

    private static Neighbours NeighboursOf(IReadOnlyDictionary<string, StoredTensor> arrays, int width)
    {
        float[] rows = StoredArrays.Floats(arrays, Neighbours, BundleFiles.CalibrationArrays, -1, -1, width);
        return rows.Length > 0
            ? new Neighbours { Rows = rows, Groups = (int)arrays[Neighbours].Shape[0], Width = width }
            : throw new BundleException($"{BundleFiles.CalibrationArrays}: {Neighbours} holds no row.");
    }

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
