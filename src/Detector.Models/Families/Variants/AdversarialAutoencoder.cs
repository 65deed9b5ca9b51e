using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// An autoencoder whose codes are made to be distributed like a prior, the standard normal distribution: a discriminator learns to tell
/// them from draws of the prior, and the encoder to deceive it (A. Makhzani et al., 2015).
/// </summary>
internal sealed class AdversarialAutoencoder : CodedAutoencoder, IGenerator
{
    // Codes that are compared with the prior where the loss is looked at.
    private const int Compared = 1024;

    private readonly AdversarialSettings _settings;

    private readonly Sequential discriminator;

    public AdversarialAutoencoder(ModelSettings settings, Backbone backbone)
        : base("adversarial", settings, backbone)
    {
        _settings = settings.Adversarial;
        int width = _settings.Width;
        discriminator = nn.Sequential(
            nn.Linear(CodeWidth, width), new LeakyRelu(0.2), nn.Linear(width, width), new LeakyRelu(0.2), nn.Linear(width, 1));
        RegisterComponents();
    }

    public int NoiseWidth => CodeWidth;

    /// <summary>Reconstruction, and how far the codes are from the prior: in training as the discriminator has it, whose verdict says
    /// nothing of how far the training has come, for it learns as well; in evaluation as it is.</summary>
    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        Tensor inner = Encode(input);
        Tensor apart = training ? AdversarialLosses.Deceiver(Verdicts(inner)) : FromPrior(inner);
        return ReconstructionLoss(Decode(inner, input), target).Plus(Kept(_settings.Weight) * apart);
    }

    public Tensor Generate(Tensor noise, Tensor told) => Decode(noise, told);

    /// <summary>
    /// What the discriminator makes small: telling codes from draws of the prior, and the steepness of its verdicts on the draws.
    /// </summary>
    /// <param name="inner">[N, C] codes.</param>
    /// <param name="draws">[N, C].</param>
    internal Tensor DiscriminatorLoss(Tensor inner, Tensor draws)
    {
        Tensor real = draws.detach().requires_grad_();
        Tensor verdicts = Verdicts(real);
        return AdversarialLosses.Discriminator(verdicts, Verdicts(inner.detach()))
            .Plus(Kept(_settings.Smoothing) * AdversarialLosses.Steepness(verdicts, real));
    }

    protected override TrainingStage Fitting(ModelSettings settings, int steps) => new AdversarialStage(
        (CodedParameters, Loss),
        (discriminator.parameters(), (input, _, _) => DiscriminatorLoss(Fixed(input), Draws(input))),
        settings,
        steps);

    private Tensor Draws(Tensor input) => randn(input.shape[0], CodeWidth, device: input.device);

    private static Tensor FromPrior(Tensor inner)
    {
        Tensor some = inner.narrow(0, 0, Math.Min(Compared, inner.shape[0]));
        return EnergyDistance.Between(some, FixedDraws.Like(some));
    }

    // Codes that the discriminator looks at do not learn from it.
    private Tensor Fixed(Tensor input)
    {
        using IDisposable mode = no_grad();
        return Encode(input);
    }

    private Tensor Verdicts(Tensor inner) => discriminator.forward(inner).squeeze(1);
}
