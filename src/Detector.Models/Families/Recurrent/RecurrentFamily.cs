using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families.Recurrent;

/// <summary>Recurrent layers that read a sequence to the code, and write it again.</summary>
internal sealed class RecurrentFamily : IFamily
{
    public string Name => "recurrent";

    public bool Takes(SampleKind kind) => kind == SampleKind.Sequence;

    // A cell has three gates at least, each of which sees the step and the state.
    public double LeastWeights(ModelSettings settings, ModelInput input) => settings.Widths.Count < 2
        ? 0
        : IFamily.Chain(3.0 * (input.Shape.StepWidth + (double)settings.Widths[0]), settings.Widths);

    public IEnumerable<ModelProblem> Check(ModelSettings settings)
    {
        if (settings.Widths.Count is not (0 or 2))
        {
            yield return new ModelProblem(
                "Widths",
                $"a recurrent model has two, its state's and its code's, such as 32, 8, not {settings.Widths.Count}; "
                    + "Model.Recurrent.Layers says how many layers");
        }
    }

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        IReadOnlyList<int> widths = DenseWidths.Of(
            settings, [Math.Clamp(2 * input.Shape.StepWidth, 16, 64), DenseWidths.Code(input.Width)]);
        return VariantCatalog.Create(settings, new RecurrentBackbone(settings, input, widths[0], widths[1]));
    }
}
