using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// Encoder, decoder, and a second encoder that codes the reconstruction (GANomaly: S. Akcay et al., 2018). A discriminator learns to tell
/// reconstructions from rows, and its features of both are to be alike. Of a strange row the decoder makes a usual one, whose code is
/// another: the distance between the two codes is the model's own score.
/// </summary>
internal sealed class GanomalyAutoencoder : CodedAutoencoder
{
    private readonly GanomalySettings _settings;
    private readonly bool _scoresByCodes;

    private readonly nn.Module<Tensor, Tensor> second_encoder;
    private readonly Linear second_code;
    private readonly nn.Module<Tensor, Tensor> discriminator;
    private readonly Linear verdict;

    public GanomalyAutoencoder(ModelSettings settings, Backbone backbone)
        : base("ganomaly", settings, backbone)
    {
        (_settings, _scoresByCodes) = (settings.Ganomaly, FamilyCatalog.ScoreOf(settings) == ScoreKind.LatentDistance);
        second_encoder = backbone.CreateEncoder();
        second_code = nn.Linear(backbone.HiddenWidth, CodeWidth);
        discriminator = backbone.CreateEncoder();
        verdict = nn.Linear(backbone.HiddenWidth, 1);
        RegisterComponents();
    }

    public override ModelOutput forward(Tensor batch)
    {
        Tensor inner = Encode(batch);
        Tensor made = Decode(inner, batch);
        return new ModelOutput(made, inner, _scoresByCodes ? (inner - Again(made)).abs().mean([1]) : null);
    }

    /// <summary>
    /// What the paper calls the contextual, the latent and the adversarial
    /// loss; the last in training only, for the discriminator learns as well.
    /// </summary>
    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        Tensor inner = Encode(input);
        Tensor made = Decode(inner, input);
        Tensor loss = ReconstructionLoss(made, target).Plus(Kept(_settings.Latent) * nn.functional.mse_loss(Again(made), inner));
        return training
            ? loss.Plus(Kept(_settings.Adversarial) * nn.functional.mse_loss(discriminator.forward(made), discriminator.forward(target)))
            : loss;
    }

    /// <summary>What the discriminator makes small: telling rows from what is made of them.</summary>
    /// <param name="input">[N, D] what the model sees, noise included.</param>
    /// <param name="target">[N, D] the rows.</param>
    internal Tensor DiscriminatorLoss(Tensor input, Tensor target) =>
        AdversarialLosses.Discriminator(Verdicts(target), Verdicts(Fixed(input)));

    protected override TrainingStage Fitting(ModelSettings settings, int steps) => new AdversarialStage(
        ([.. CodedParameters, .. second_encoder.parameters(), .. second_code.parameters()], Loss),
        ([.. discriminator.parameters(), .. verdict.parameters()], (input, target, _) => DiscriminatorLoss(input, target)),
        settings,
        steps);

    // Reconstructions that the discriminator looks at do not learn from it.
    private Tensor Fixed(Tensor input)
    {
        using IDisposable mode = no_grad();
        return Decode(Encode(input), input);
    }

    private Tensor Again(Tensor made) => second_code.forward(second_encoder.forward(made));

    private Tensor Verdicts(Tensor rows) => verdict.forward(discriminator.forward(rows)).squeeze(1);
}
