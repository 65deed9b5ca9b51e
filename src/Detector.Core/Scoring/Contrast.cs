namespace Detector.Core.Scoring;

/// <summary>
/// How much there is to see in a sample: the standard deviation of its numbers, such as an image's pixels. It is the same for a negative.
/// </summary>
public static class Contrast
{
    /// <param name="row">[D]; absent numbers (NaN) do not count.</param>
    public static double Of(ReadOnlySpan<float> row)
    {
        (double sum, int count) = (0, 0);
        foreach (float value in row)
        {
            if (!float.IsNaN(value))
            {
                (sum, count) = (sum + value, count + 1);
            }
        }

        double mean = sum / Math.Max(1, count);
        double squares = 0;
        foreach (float value in row)
        {
            squares += float.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / Math.Max(1, count));
    }
}
