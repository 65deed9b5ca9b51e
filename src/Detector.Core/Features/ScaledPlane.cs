using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>A plane of frames, whose pixels are all scaled alike: subtract, multiply, and the mean where one is missing.</summary>
/// <param name="plane">What was learned of it.</param>
/// <param name="first">Index of its first pixel, as a field and as a feature.</param>
/// <param name="pixels">Pixels of it.</param>
internal sealed class ScaledPlane(FieldState plane, int first, int pixels) : IFeatureStep
{
    private static readonly double _bound = ScaleRule.Bound(Scaling.None);

    // What each of a pixel's bytes becomes.
    private readonly float[] _scaled =
        [.. Enumerable.Range(0, byte.MaxValue + 1).Select(pixel => Scaled(pixel / ReadOnlyRowSpan.White, plane))];

    public void Transform(ReadOnlyRowSpan rows, int fields, int count, Span<float> features, int width)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlyRowSpan source = rows.Slice((row * fields) + first, pixels);
            Span<float> target = features.Slice((row * width) + first, pixels);
            if (source.ArePixels)
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = _scaled[source.Pixels[i]];
                }

                continue;
            }

            for (int i = 0; i < target.Length; i++)
            {
                target[i] = Scaled(double.IsNaN(source.Numbers[i]) ? plane.Mean[0] : source.Numbers[i], plane);
            }
        }
    }

    private static float Scaled(double pixel, FieldState plane) =>
        (float)Math.Clamp((pixel - plane.Center[0]) * (1 / plane.Scale), -_bound, _bound);
}
