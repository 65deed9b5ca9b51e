using Detector.Models.Scoring;

namespace Detector.Models.Bundles;

/// <summary>Golden rows and scores as arrays.</summary>
internal static class GoldenFile
{
    private const string Rows = "rows";
    private const string Scores = "scores";

    public static IEnumerable<StoredTensor> Of(GoldenRows golden) =>
    [
        StoredArrays.Of(Rows, [.. golden.Rows.SelectMany(row => row)], golden.Rows.Length, golden.Rows[0].Length),
        StoredArrays.Of(Scores, golden.Scores, golden.Scores.Length),
    ];

    /// <exception cref="BundleException">The arrays are not golden rows of so many numbers.</exception>
    public static GoldenRows Read(IReadOnlyDictionary<string, StoredTensor> arrays, long width)
    {
        float[] scores = StoredArrays.Floats(arrays, Scores, BundleFiles.Golden, -1);
        double[] rows = StoredArrays.Doubles(arrays, Rows, BundleFiles.Golden, scores.Length, width);
        return scores.Length == 0 ? throw new BundleException($"{BundleFiles.Golden}: there are no golden rows.")
            : scores.Any(float.IsNaN) ? throw new BundleException($"{BundleFiles.Golden}: a golden score is not a number.")
            : new GoldenRows([.. rows.Chunk((int)width)], scores);
    }
}
