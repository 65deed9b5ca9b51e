using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>A plane of frames, whose pixels are all scaled alike: subtract, multiply, and the mean where one is missing.</summary>
/// <param name="plane">What was learned of it.</param>
/// <param name="first">Index of its first pixel, as a field and as a feature.</param>
/// <param name="pixels">Pixels of it.</param>
internal sealed class ScaledPlane(FieldState plane, int first, int pixels) : IFeatureStep
{
    private readonly double _center = plane.Center[0];
    private readonly double _inverse = 1 / plane.Scale;
    private readonly double _bound = ScaleRule.Bound(Scaling.None);

    public void Transform(ReadOnlySpan<double> rows, int fields, int count, Span<float> features, int width)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> source = rows.Slice((row * fields) + first, pixels);
            Span<float> target = features.Slice((row * width) + first, pixels);
            for (int i = 0; i < source.Length; i++)
            {
                double pixel = double.IsNaN(source[i]) ? plane.Mean[0] : source[i];
                target[i] = (float)Math.Clamp((pixel - _center) * _inverse, -_bound, _bound);
            }
        }
    }
}
