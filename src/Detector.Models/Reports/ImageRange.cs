namespace Detector.Models.Reports;

/// <summary>Finds which numbers are black and white: 0 and 1 where the stream has frames, else the least and the largest there are.</summary>
internal static class ImageRange
{
    /// <param name="parts">The model.</param>
    /// <param name="images">Some of its samples.</param>
    public static Pictures Pictures(ModelParts parts, IEnumerable<float[]> images)
    {
        if (parts.Schema.Frame is not null)
        {
            return new Pictures(parts.Shape, 0, 1);
        }

        float[] numbers = [.. images.SelectMany(image => image).Where(float.IsFinite).DefaultIfEmpty(0)];
        return new Pictures(parts.Shape, numbers.Min(), Math.Max(numbers.Max(), numbers.Min() + 1e-6));
    }
}
