using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>Root mean square of a sample's reconstruction error over its features; positive infinity where it is not finite.</summary>
public static class ReconstructionError
{
    /// <param name="features">[D].</param>
    /// <param name="reconstruction">[D] what the model made of them.</param>
    public static float Of(ReadOnlySpan<float> features, ReadOnlySpan<float> reconstruction)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(features);
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(reconstruction);
        Vector<float> squares = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> difference = x[i] - y[i];
            squares += difference * difference;
        }

        float sum = Vector.Sum(squares);
        for (int i = x.Length * Vector<float>.Count; i < features.Length; i++)
        {
            float difference = features[i] - reconstruction[i];
            sum += difference * difference;
        }

        return FiniteOrInfinity(MathF.Sqrt(sum / features.Length));
    }

    /// <summary>The same over the features that are not absent (NaN); 0 where all are.</summary>
    /// <param name="features">[D].</param>
    /// <param name="reconstruction">[D] what the model made of them.</param>
    /// <param name="present">How many features are there.</param>
    public static float OfPresent(ReadOnlySpan<float> features, ReadOnlySpan<float> reconstruction, out int present)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(features);
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(reconstruction);
        Vector<float> squares = Vector<float>.Zero;
        Vector<int> counts = Vector<int>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<int> there = Vector.Equals(x[i], x[i]);
            Vector<float> difference = Vector.ConditionalSelect(there, x[i] - y[i], Vector<float>.Zero);
            squares += difference * difference;
            counts -= there;
        }

        float sum = Vector.Sum(squares);
        present = Vector.Sum(counts);
        for (int i = x.Length * Vector<float>.Count; i < features.Length; i++)
        {
            if (!float.IsNaN(features[i]))
            {
                float difference = features[i] - reconstruction[i];
                sum += difference * difference;
                present++;
            }
        }

        return FiniteOrInfinity(MathF.Sqrt(sum / Math.Max(1, present)));
    }

    internal static float FiniteOrInfinity(float value) => float.IsFinite(value) ? value : float.PositiveInfinity;
}
