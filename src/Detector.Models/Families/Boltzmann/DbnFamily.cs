using Detector.Core.Samples;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;

namespace Detector.Models.Families.Boltzmann;

/// <summary>A deep belief network: restricted Boltzmann machines one on top of the other.</summary>
internal sealed class DbnFamily : IFamily
{
    public string Name => "dbn";

    public bool HasVariants => false;

    public bool Takes(SampleKind kind) => kind != SampleKind.Sequence;

    public ScoreKind DefaultScore(ModelSettings settings) => ScoreKind.FreeEnergy;

    public IReadOnlyList<ScoreKind> OwnScores(ModelSettings settings) => [ScoreKind.FreeEnergy];

    public IEnumerable<ModelProblem> Check(ModelSettings settings) => RbmFamily.CheckLoss(settings);

    public Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        int hidden = RbmFamily.Hidden(input.Width);
        return RbmFamily.Create(settings, input, DenseWidths.Of(settings, [hidden, hidden / 2]));
    }
}
