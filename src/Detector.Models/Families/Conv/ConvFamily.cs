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

        bool image = input.Shape.Kind == SampleKind.Image;
        int levels = settings.Widths.Count - 1;
        int[] sizes = image ? [input.Shape.Dimensions[1], input.Shape.Dimensions[2]] : [input.Shape.Steps];
        double places = sizes.Aggregate(1.0, (product, size) => product * Math.Max(1, size / Math.Pow(2, levels)));
        double convolutions = IFamily.Chain(image ? input.Shape.Dimensions[0] : input.Shape.StepWidth, settings.Widths.Take(levels));
        return (convolutions * Math.Pow(settings.Conv.Kernel, sizes.Length)) + (places * settings.Widths[^2] * settings.Widths[^1]);
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        if (settings.Conv.Kernel % 2 == 0)
        {
            throw new ArgumentException($"Model.Conv.Kernel: {settings.Conv.Kernel} has no middle; an odd number is needed, such as {settings.Conv.Kernel + 1}.");
        }

        IReadOnlyList<int> widths = DenseWidths.Of(settings, Default(input.Shape));
        return widths.Count > 1
            ? VariantCatalog.Create(settings, new ConvBackbone(settings, input, widths))
            : throw new ArgumentException("Model.Widths: a convolutional model has the channels of at least one level and the code's width, such as 8, 16, 32.");
    }

    // Images have few channels and many pixels, sequences few steps and many features.
    private static IReadOnlyList<int> Default(SampleShape shape)
    {
        bool image = shape.Kind == SampleKind.Image;
        int smaller = image ? Math.Min(shape.Dimensions[1], shape.Dimensions[2]) : shape.Steps;
        int levels = Math.Clamp((int)Math.Round(Math.Log2(smaller / SmallestSize)), 1, image ? MostLevels : 2);
        int first = image ? 8 : Math.Clamp(2 * shape.StepWidth, 16, 64);
        return [.. Enumerable.Range(0, levels).Select(level => image ? first << level : first), DenseWidths.Code(shape.Width)];
    }
}
