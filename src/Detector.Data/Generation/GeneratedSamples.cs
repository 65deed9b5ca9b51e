using System.Globalization;
using Detector.Core.Samples;
using Detector.Models.Bundles;
using Detector.Models.Generation;

namespace Detector.Data.Generation;

/// <summary>Samples that a model makes, as raw rows, a part at a time so that any number needs little memory.</summary>
/// <param name="bundle">The model.</param>
/// <param name="generator">Its generator.</param>
/// <param name="conditions">What it is told.</param>
public sealed class GeneratedSamples(Bundle bundle, SampleGenerator generator, Conditions conditions)
{
    private const int MostNumbers = 1 << 20;
    private const int MostSamples = 4096;

    // Far apart, so that no part of one seed is the first part of the next.
    private const long SeedStep = 0x1E3779B97F4A7C15;

    private readonly SampleLayout _shape = bundle.Shape;

    /// <summary>The file of one of several samples, such as 000001.csv.</summary>
    internal static string FileOf(string folder, long number, string extension) =>
        Path.Combine(folder, number.ToString("D6", CultureInfo.InvariantCulture) + extension);

    /// <summary>Makes samples, the same for the same seed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the noise that they are made of.</param>
    /// <param name="take">Given each sample's number, from 1, and its raw rows [steps * fields], valid while it runs.</param>
    /// <param name="ct">Stops it.</param>
    public void Make(long count, long seed, Action<long, double[]> take, CancellationToken ct)
    {
        int most = Math.Clamp(MostNumbers / _shape.Width, 1, MostSamples);
        int fields = bundle.Schema.FieldCount;
        double[] rows = new double[_shape.Steps * fields];
        for (long start = 0; start < count; start += most)
        {
            ct.ThrowIfCancellationRequested();
            int part = (int)Math.Min(most, count - start);
            double[] told = generator.IsConditional ? conditions.Rows(part * _shape.Steps) : [];
            float[] made = generator.Generate(part, unchecked(seed + (start / most * SeedStep)), told);
            for (int i = 0; i < part; i++)
            {
                for (int step = 0; step < _shape.Steps; step++)
                {
                    int place = (i * _shape.Width) + (step * _shape.StepWidth);
                    bundle.Transform.Restore(made.AsSpan(place, _shape.StepWidth), rows.AsSpan(step * fields, fields));
                }

                take(start + i + 1, rows);
            }
        }
    }
}
