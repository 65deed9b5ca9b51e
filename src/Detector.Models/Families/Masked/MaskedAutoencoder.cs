using Detector.Models.Settings;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Masked;

/// <summary>
/// Predicts features that are hidden from it from those that it sees, as BERT does with words (J. Devlin et al., 2018): it is told which
/// are hidden, and learns with a random choice of them in every row. Its reconstruction is made group by group, each hidden while it is
/// predicted, so that no feature can be copied. What is absent (NaN) is always hidden.
/// </summary>
internal sealed class MaskedAutoencoder : Autoencoder
{
    private const int MostGroups = 16;

    // The fields' names are the first part of the weights' names.
    private readonly Sequential encoder;
    private readonly Linear code;
    private readonly Sequential decoder;

    // [D] the group of each feature, kept with the weights.
    private readonly Tensor groups;

    private readonly ModelSettings _settings;
    private readonly int _groupCount;

    /// <param name="settings">Activation, dropout, loss, and what is in its Masked section.</param>
    /// <param name="input">What the model is for.</param>
    /// <param name="widths">Widths of the encoder's layers; the last is the code's.</param>
    public MaskedAutoencoder(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths)
        : base("masked")
    {
        _settings = settings;
        int[] forth = [2 * input.Width, .. widths.SkipLast(1)];
        int[] back = [.. widths.Reverse()];
        encoder = nn.Sequential([.. Layers(forth)]);
        code = nn.Linear(forth[^1], CodeWidth = widths[^1]);
        decoder = nn.Sequential(
        [
            .. Layers(back), nn.Linear(back[^1], input.Width),
            .. settings.Loss == LossKind.Bce ? [nn.Sigmoid()] : Array.Empty<nn.Module<Tensor, Tensor>>(),
        ]);
        _groupCount = Math.Min(settings.Masked.Groups > 0 ? settings.Masked.Groups : MostGroups, input.Width);
        groups = randperm(input.Width).remainder(Kept(_groupCount)).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override int CodeWidth { get; }

    public override Tensor Loss(Tensor input, Tensor target, double progress)
    {
        if (!training)
        {
            return Losses.Present(_settings.Loss ?? LossKind.Mse, Reconstruct(input), target);
        }

        Tensor share = zeros(input.shape[0], 1, device: input.device).uniform_(_settings.Masked.LeastHidden, _settings.Masked.MostHidden);
        Tensor hidden = rand_like(input).lt(share);
        Tensor wanted = target.masked_fill(hidden.logical_not(), Kept(float.NaN));
        return Losses.Present(_settings.Loss ?? LossKind.Mse, decoder.forward(Encode(input, hidden)), wanted);
    }

    public override ModelOutput forward(Tensor batch) =>
        new(where(batch.isnan(), batch, Reconstruct(batch)), Encode(batch, batch.isnan()));

    private Tensor Reconstruct(Tensor batch)
    {
        Tensor made = zeros_like(batch);
        for (int group = 0; group < _groupCount; group++)
        {
            Tensor hidden = groups.eq(Kept(group));
            made = where(hidden, decoder.forward(Encode(batch, hidden.expand_as(batch))), made);
        }

        return made;
    }

    /// <summary>[N, C] codes of rows some of whose features are hidden.</summary>
    private Tensor Encode(Tensor batch, Tensor hidden)
    {
        Tensor unseen = hidden.logical_or(batch.isnan());
        return code.forward(encoder.forward(cat([batch.masked_fill(unseen, Kept(0)), unseen.to(batch.dtype)], 1)));
    }

    private IEnumerable<nn.Module<Tensor, Tensor>> Layers(int[] widths) =>
        widths.Zip(widths.Skip(1), (from, to) => (nn.Module<Tensor, Tensor>[])
            [
                nn.Linear(from, to), Activations.Create(_settings.Activation),
                .. _settings.Dropout > 0 ? [nn.Dropout(_settings.Dropout)] : Array.Empty<nn.Module<Tensor, Tensor>>(),
            ])
            .SelectMany(layer => layer);
}
