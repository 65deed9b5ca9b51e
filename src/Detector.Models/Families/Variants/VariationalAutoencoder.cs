using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// A variational autoencoder (D. Kingma, M. Welling, 2014): the encoder gives a distribution of codes, which is kept near a prior. Where
/// the input has conditions, encoder, decoder and prior are told them and the rest of a sample is modelled given them (K. Sohn et al.,
/// 2015). Its code is the distribution's mean.
/// </summary>
internal sealed class VariationalAutoencoder : Autoencoder, IGenerator
{
    // Beyond, an exponential says no more but overflows.
    private const double MostLogVariance = 12;

    private readonly VariationalSettings _settings;
    private readonly ScoreKind _score;
    private readonly Backbone _backbone;
    private readonly ToldNumbers _told;

    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly Linear code;
    private readonly Linear log_variance;
    private readonly nn.Module<Tensor, Tensor> decoder;
    private readonly Likelihood likelihood;
    private readonly Linear? prior;

    // [L, C] drawn once and kept with the weights, so that an event scores the same wherever and whenever.
    private readonly Tensor? noise;

    public VariationalAutoencoder(ModelSettings settings, Backbone backbone)
        : base("variational")
    {
        (_settings, _score, _backbone) = (settings.Variational, FamilyCatalog.ScoreOf(settings), backbone);
        _told = new ToldNumbers(backbone.Input);
        CodeWidth = backbone.CodeWidth;
        encoder = backbone.CreateEncoder();
        code = backbone.CreateCode();
        log_variance = nn.Linear(backbone.HiddenWidth, CodeWidth);
        decoder = backbone.CreateDecoder(CodeWidth + _told.Count);
        likelihood = new Likelihood(settings.Loss ?? LossKind.Mse);
        prior = _told.Count > 0 ? nn.Linear(_told.Count, 2 * CodeWidth) : null;
        noise = VariantCatalog.OwnScores(Variant.Variational).Contains(_score)
            ? randn(_settings.Samples, CodeWidth).DetachFromDisposeScope() : null;
        RegisterComponents();
    }

    public override int CodeWidth { get; }

    public int NoiseWidth => CodeWidth;

    public override ModelOutput forward(Tensor batch)
    {
        DiagonalNormal posterior = Posterior(batch);
        return new ModelOutput(
            _told.Put(Decode(posterior.Mean, batch), batch), posterior.Mean, noise is null ? null : Strangeness(posterior, batch));
    }

    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        Tensor rows = _told.Put(input, target);
        DiagonalNormal posterior = Posterior(rows);
        Tensor reconstruction = Decode(posterior.At(training ? randn_like(posterior.Mean) : FixedDraws.Like(posterior.Mean)), rows);
        Tensor untold = _told.Without(target);
        if (training)
        {
            likelihood.Learn(reconstruction, untold);
        }

        double weight = _settings.Beta * (progress < _settings.WarmUp ? progress / _settings.WarmUp : 1);
        return ((Kept(weight) * Divergence(posterior, rows)) - likelihood.forward(reconstruction, untold)).mean()
            / Kept(_backbone.Input.Width - _told.Count);
    }

    public override IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps) =>
        _backbone.Stages(steps, left =>
            new GradientStage(TrainingStage.Fitting, parameters(), Loss, settings, left) { WarmUp = _settings.WarmUp });

    public Tensor Generate(Tensor noise, Tensor told) => FromCodes(prior is null ? noise : Prior(told).At(noise), told);

    public Tensor FromCodes(Tensor codes, Tensor told) => _told.Put(Decode(codes, told), told);

    /// <summary>The codes that rows may have.</summary>
    /// <param name="rows">[N, D].</param>
    internal DiagonalNormal Posterior(Tensor rows)
    {
        Tensor hidden = encoder.forward(rows);
        return new DiagonalNormal(code.forward(hidden), log_variance.forward(hidden).clamp(Kept(-MostLogVariance), Kept(MostLogVariance)));
    }

    /// <summary>The codes that samples have of which nothing is known but what the model is told.</summary>
    /// <param name="rows">[N, D].</param>
    internal DiagonalNormal Prior(Tensor rows)
    {
        Tensor[] halves = prior!.forward(_told.Of(rows)).chunk(2, 1);
        return new DiagonalNormal(halves[0], halves[1].clamp(Kept(-MostLogVariance), Kept(MostLogVariance)));
    }

    private Tensor Divergence(DiagonalNormal posterior, Tensor rows) =>
        prior is null ? posterior.Divergence() : posterior.Divergence(Prior(rows));

    // [N, D] of codes [N, C], for the rows that they are of.
    private Tensor Decode(Tensor inner, Tensor rows) =>
        _backbone.Align(decoder.forward(_told.Count == 0 ? inner : cat([inner, _told.Of(rows)], 1)), rows);

    // The mean over L codes of -log p(x|z) (J. An, S. Cho, 2015), to which the divergence is added for the negative lower bound.
    private Tensor Strangeness(DiagonalNormal posterior, Tensor batch)
    {
        long samples = noise!.shape[0];
        long rows = batch.shape[0];
        Tensor inner = posterior.At(noise.unsqueeze(1)).reshape(samples * rows, CodeWidth);
        Tensor repeated = batch.repeat(samples, 1);
        Tensor strangeness = -likelihood.forward(Decode(inner, repeated), _told.Without(repeated)).reshape(samples, rows).mean([0]);
        return _score == ScoreKind.Elbo ? strangeness.Plus(Divergence(posterior, batch)) : strangeness;
    }
}
