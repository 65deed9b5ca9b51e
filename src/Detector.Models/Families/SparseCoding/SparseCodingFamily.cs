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

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Widths.Count > 1)
        {
            yield return new ModelProblem("Widths", $"sparse-coding has one width, its number of atoms, not {settings.Widths.Count}");
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input) =>
        new SparseCoder(settings.SparseCoding, input.Width, DenseWidths.Of(settings, [Math.Clamp(2 * input.Width, 8, 128)])[0]);
}
