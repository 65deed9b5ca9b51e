using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;

namespace Detector.Models.Families.SparseCoding;

/// <summary>Samples as sums of few atoms of a learned dictionary.</summary>
internal sealed class SparseCodingFamily : IFamily
{
    public string Name => "sparse-coding";

    public bool HasVariants => false;

    public bool Takes(SampleKind kind) => kind != SampleKind.Sequence;

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        IReadOnlyList<int> widths = DenseWidths.Of(settings, [Math.Clamp(2 * input.Width, 8, 128)]);
        return widths.Count == 1
            ? new SparseCoder(settings.SparseCoding, input.Width, widths[0])
            : throw new ArgumentException($"Model.Widths: sparse-coding has one width, its number of atoms, not {widths.Count}.");
    }
}
