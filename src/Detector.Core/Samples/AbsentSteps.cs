using Detector.Core.Features;

namespace Detector.Core.Samples;

/// <summary>Steps that a sequence does not have: rows without a single value. Their features are NaN, which no present row has.</summary>
public static class AbsentSteps
{
    /// <summary>Makes the features of absent rows NaN; allocates nothing.</summary>
    /// <param name="rows">[count, fields] raw rows.</param>
    /// <param name="fields">Numbers a raw row.</param>
    /// <param name="features">[count, width] their features.</param>
    /// <param name="width">Features a row.</param>
    public static void Mark(ReadOnlyRowSpan rows, int fields, Span<float> features, int width)
    {
        for (int start = 0, row = 0; start < rows.Length; start += fields, row++)
        {
            if (double.IsNaN(rows[start]) && IsAbsent(rows.Numbers.Slice(start, fields)))
            {
                features.Slice(row * width, width).Fill(float.NaN);
            }
        }
    }

    private static bool IsAbsent(ReadOnlySpan<double> row)
    {
        foreach (double value in row)
        {
            if (!double.IsNaN(value))
            {
                return false;
            }
        }

        return true;
    }
}
