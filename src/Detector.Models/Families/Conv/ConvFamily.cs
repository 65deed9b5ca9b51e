using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Conv;

/// <summary>Convolutions and poolings to the code, and back: over the pixels of images and the steps of sequences.</summary>
internal sealed class ConvFamily : IFamily
{
    // Sizes are halved until they are about this.
    private const double SmallestSize = 4;
    private const int MostLevels = 4;

    public string Name => "conv";

    public bool Takes(SampleKind kind) => kind != SampleKind.Vector;

    public double LeastWeights(ModelSettings settings, ModelInput input)
    {
        if (settings.Widths.Count < 2)
        {
            return 0;
        }

        int levels = settings.Widths.Count - 1;
        double places = input.Shape.Sizes.Aggregate(1.0, (product, size) => product * Math.Max(1, size / Math.Pow(2, levels)));
        double convolutions = IFamily.Chain(input.Shape.Channels, settings.Widths.Take(levels));
        return (convolutions * Math.Pow(settings.Conv.Kernel, input.Shape.Sizes.Count))
            + (places * settings.Widths[^2] * settings.Widths[^1]);
    }

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Conv.Kernel % 2 == 0)
        {
            yield return new ModelProblem(
                "Conv:Kernel", $"{settings.Conv.Kernel} has no middle; an odd number is needed, such as {settings.Conv.Kernel + 1}");
        }

        if (settings.Widths.Count == 1)
        {
            yield return new ModelProblem(
                "Widths", "a convolutional model has the channels of at least one level and the code's width, such as 8, 16, 32");
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        VariantCatalog.Create(settings, new ConvBackbone(settings, input, DenseWidths.Of(settings, Default(input.Shape))));

    // Images have few channels and many pixels, sequences few steps and many features.
    private static IReadOnlyList<int> Default(SampleLayout shape)
    {
        int levels = Math.Clamp((int)Math.Round(Math.Log2(shape.Sizes.Min() / SmallestSize)), 1, shape.HasPlanes ? MostLevels : 2);
        int first = shape.HasPlanes ? 8 : Math.Clamp(2 * shape.Channels, 16, 64);
        return [.. Enumerable.Range(0, levels).Select(level => shape.HasPlanes ? first << level : first), DenseWidths.Code(shape.Width)];
    }
}
