using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// The numbers of a <see cref="ScoreCalibration"/>, one a member (calibration.json); its arrays are in calibration.safetensors.
/// </summary>
internal sealed record CalibrationFile
{
    private const string ErrorScale = "errorScale";
    private const string Errors = "errors";
    private const string Features = "features";
    private const string Neighbours = "neighbours";
    private const string Windows = "windows";
    private const string Codes = "codes";
    private const string Regions = "regions";

    public required double ResidualFactor { get; init; }

    public required double DistanceFactor { get; init; }

    /// <summary>0 in models of releases that measured from no neighbours.</summary>
    public double NeighbourFactor { get; init; }

    public required double CodeFactor { get; init; }

    public required bool TakesOwn { get; init; }

    public required double OwnOffset { get; init; }

    public double? LeastContrast { get; init; }

    /// <summary>0 in models of releases that did not look at regions.</summary>
    public double RegionFactor { get; init; }

    public double RegionOffset { get; init; }

    public double RegionLeastContrast { get; init; }

    public static CalibrationFile Of(ScoreCalibration calibration) => new()
    {
        ResidualFactor = calibration.ResidualFactor,
        DistanceFactor = calibration.DistanceFactor,
        NeighbourFactor = calibration.NeighbourFactor,
        CodeFactor = calibration.CodeFactor,
        TakesOwn = calibration.TakesOwn,
        OwnOffset = calibration.OwnOffset,
        LeastContrast = calibration.LeastContrast,
        RegionFactor = calibration.RegionFactor,
        RegionOffset = calibration.RegionOffset,
        RegionLeastContrast = calibration.Regions?.LeastContrast ?? 0,
    };

    public static IEnumerable<StoredTensor> ArraysOf(ScoreCalibration calibration) =>
    [
        .. calibration.ErrorScale is { } scale ? [StoredArrays.Of(ErrorScale, scale, scale.Length)] : Array.Empty<StoredTensor>(),
        .. ArraysOf(Errors, calibration.Errors),
        .. ArraysOf(Features, calibration.Features),
        .. ArraysOf(calibration.Windows),
        .. calibration.Neighbours is { } near
            ? [StoredArrays.Of(Neighbours, near.Rows, near.Groups, near.GroupRows, near.Width)] : Array.Empty<StoredTensor>(),
        .. ArraysOf(Codes, calibration.Codes),
        .. ArraysOf(calibration.Regions),
    ];

    /// <summary>The calibration of a model of samples of a shape.</summary>
    /// <exception cref="BundleException">An array is missing or has another shape than the model's.</exception>
    public ScoreCalibration With(IReadOnlyDictionary<string, StoredTensor> arrays, SampleLayout shape)
    {
        int width = shape.Width;
        return new ScoreCalibration
        {
            ResidualFactor = ResidualFactor,
            DistanceFactor = DistanceFactor,
            NeighbourFactor = NeighbourFactor,
            CodeFactor = CodeFactor,
            TakesOwn = TakesOwn,
            OwnOffset = OwnOffset,
            LeastContrast = LeastContrast,
            RegionFactor = RegionFactor,
            RegionOffset = RegionOffset,
            ErrorScale = arrays.ContainsKey(ErrorScale)
                ? StoredArrays.Floats(arrays, ErrorScale, BundleFiles.CalibrationArrays, width) : null,
            Errors = arrays.ContainsKey($"{Errors}.mean") ? Whitening(arrays, Errors, width) : null,
            Windows = arrays.ContainsKey($"{Windows}.mean") ? WindowsOf(arrays, width) : null,
            Features = DistanceFactor == 0 || arrays.ContainsKey($"{Windows}.mean") ? null
                : Whitening(arrays, Features, HasSquares(arrays, width) ? 2 * width : width),
            Neighbours = NeighbourFactor == 0 ? null : NeighboursOf(arrays, width),
            Codes = CodeFactor == 0 ? null : Whitening(arrays, Codes, -1),
            Regions = RegionFactor == 0 ? null : RegionsOf(arrays, shape),
        };
    }

    private static bool HasSquares(IReadOnlyDictionary<string, StoredTensor> arrays, int width) =>
        arrays.TryGetValue($"{Features}.mean", out StoredTensor? mean) && mean.Shape.SequenceEqual([2L * width]);

    private static IEnumerable<StoredTensor> ArraysOf(WindowCalibration? windows) => windows is null ? [] :
    [
        StoredArrays.Of($"{Windows}.mean", windows.Mean, windows.Mean.Length),
        .. windows.Maps.Select((map, i) =>
            StoredArrays.Of($"{Windows}.maps.{i}", map, map.Length / windows.Mean.Length, windows.Mean.Length)),
    ];

    private static WindowCalibration WindowsOf(IReadOnlyDictionary<string, StoredTensor> arrays, int width)
    {
        float[] mean = StoredArrays.Floats(arrays, $"{Windows}.mean", BundleFiles.CalibrationArrays, -1);
        if (mean.Length == 0 || width % mean.Length > 0)
        {
            throw new BundleException(
                $"{BundleFiles.CalibrationArrays}: {Windows}.mean has {mean.Length} numbers, which do not make samples of {width}.");
        }

        string[] names = [.. Enumerable.Range(0, int.MaxValue).Select(i => $"{Windows}.maps.{i}").TakeWhile(arrays.ContainsKey)];
        if (names.Length == 0)
        {
            throw new BundleException($"{BundleFiles.CalibrationArrays}: the array {Windows}.maps.0 is missing.");
        }

        return new WindowCalibration { Mean = mean, Maps = [.. names.Select(name => MapOf(arrays, name, mean.Length, width))] };
    }

    private static float[] MapOf(IReadOnlyDictionary<string, StoredTensor> arrays, string name, int features, int width)
    {
        float[] map = StoredArrays.Floats(arrays, name, BundleFiles.CalibrationArrays, -1, features);
        int inputs = map.Length / features;
        return inputs > 0 && inputs <= width && inputs % features == 0
            ? map
            : throw new BundleException(
                $"{BundleFiles.CalibrationArrays}: {name} is of windows of {inputs} numbers; a sample has {width}, {features} a row.");
    }

    private static Neighbours NeighboursOf(IReadOnlyDictionary<string, StoredTensor> arrays, int width)
    {
        float[] rows = StoredArrays.Floats(arrays, Neighbours, BundleFiles.CalibrationArrays, -1, -1, width);
        return rows.Length > 0
            ? new Neighbours { Rows = rows, Groups = (int)arrays[Neighbours].Shape[0], Width = width }
            : throw new BundleException($"{BundleFiles.CalibrationArrays}: {Neighbours} holds no row.");
    }

    private static IEnumerable<StoredTensor> ArraysOf(Regions? regions) => regions is null ? [] :
    [
        StoredArrays.Of($"{Regions}.exemplars", regions.Exemplars, regions.Exemplars.Length),
        StoredArrays.Of($"{Regions}.scales", regions.Scales, regions.Scales.Length),
        .. regions.Motions is { } motions ? new[] { StoredArrays.Of($"{Regions}.motions", motions, motions.Length) } : [],
    ];

    private Regions RegionsOf(IReadOnlyDictionary<string, StoredTensor> arrays, SampleLayout shape)
    {
        if (!shape.HasPlanes)
        {
            throw new BundleException($"{BundleFiles.Calibration}: regionFactor is {RegionFactor}, but an {shape} has no regions.");
        }

        var grid = new RegionGrid(shape);
        float[] exemplars = StoredArrays.Floats(arrays, $"{Regions}.exemplars", BundleFiles.CalibrationArrays, -1);
        return exemplars.Length > 0 && exemplars.Length % (grid.Cells * grid.CellNumbers) == 0
            ? new Regions
            {
                Exemplars = exemplars,
                Scales = StoredArrays.Floats(arrays, $"{Regions}.scales", BundleFiles.CalibrationArrays, grid.Cells),
                Motions = grid.HasMotion
                    ? StoredArrays.Floats(arrays, $"{Regions}.motions", BundleFiles.CalibrationArrays, grid.Cells * Motion.Codes) : null,
                LeastContrast = RegionLeastContrast,
            }
            : throw new BundleException($"{BundleFiles.CalibrationArrays}: {Regions}.exemplars has {exemplars.Length} numbers, which do "
                + $"not make {grid.Cells} cells of {grid.CellNumbers}.");
    }

    private static IEnumerable<StoredTensor> ArraysOf(string name, Whitening? whitening) => whitening is null ? [] :
    [
        StoredArrays.Of($"{name}.mean", whitening.Mean, whitening.Width),
        StoredArrays.Of($"{name}.map", whitening.Map, whitening.Width, whitening.Width),
    ];

    private static Whitening Whitening(IReadOnlyDictionary<string, StoredTensor> arrays, string name, int width)
    {
        float[] mean = StoredArrays.Floats(arrays, $"{name}.mean", BundleFiles.CalibrationArrays, width);
        float[] map = StoredArrays.Floats(arrays, $"{name}.map", BundleFiles.CalibrationArrays, mean.Length, mean.Length);
        return new Whitening { Mean = mean, Map = map };
    }
}
