using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Boltzmann;

/// <summary>
/// Restricted Boltzmann machines one on top of the other, each taught on the means of the hidden units below it (G. Hinton, S. Osindero,
/// Y. Teh, 2006); alone it is one. Rows go up by means and their reconstruction comes down by means, so that nothing is random.
/// </summary>
internal sealed class BoltzmannMachine : Autoencoder
{
    // The field's name is the first part of the weights' names: layers.0.weight.
    private readonly ModuleList<RbmLayer> layers;

    /// <param name="isGaussian">Whether the units of the first layer that see a row are normal; all others are 0 or 1.</param>
    /// <param name="widths">Width of a row, and of each layer's hidden units.</param>
    public BoltzmannMachine(bool isGaussian, IReadOnlyList<int> widths)
        : base("boltzmann")
    {
        layers = nn.ModuleList(widths.Zip(widths.Skip(1), (visible, hidden) => (visible, hidden))
            .Select((width, i) => new RbmLayer(width.visible, width.hidden, isGaussian && i == 0)).ToArray());
        CodeWidth = widths[^1];
        RegisterComponents();
    }

    public override int CodeWidth { get; }

    /// <summary>The mean of <see cref="ModelOutput.Own"/>, whose value alone is no measure of a model.</summary>
    public override Tensor Loss(Tensor input, Tensor target, double progress) => forward(target).Own!.mean();

    /// <summary>
    /// Own is the free energy of a single machine; of several, the same bound on -log P(v), but for a constant, that training lowers: -log
    /// P(v | h) less the entropy of h, for each layer but the last, and the free energy of that, all of them at the hidden units' means.
    /// </summary>
    public override ModelOutput forward(Tensor batch)
    {
        Tensor own = zeros(batch.shape[0], device: batch.device);
        Tensor visible = batch;
        foreach (RbmLayer layer in layers.SkipLast(1))
        {
            Tensor hidden = layer.forward(visible);
            own = own.Plus(layer.Surprise(visible, hidden) - Entropy(hidden));
            visible = hidden;
        }

        Tensor code = layers[^1].forward(visible);
        Tensor down = layers.Reverse().Aggregate(code, (hidden, layer) => layer.Down(hidden));
        return new ModelOutput(down, code, own.Plus(layers[^1].FreeEnergy(visible)));
    }

    public override IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps)
    {
        int each = Math.Max(1, steps / layers.Count);
        return layers.Select((layer, i) => new ContrastiveStage(
            layers.Count == 1 ? TrainingStage.Fitting : $"layer {i + 1}",
            layer,
            rows => layers.Take(i).Aggregate(rows, (visible, below) => below.forward(visible)),
            settings,
            i + 1 < layers.Count ? each : Math.Max(1, steps - (i * each))));
    }

    // [N] of units that are 1 with these probabilities.
    private static Tensor Entropy(Tensor means) =>
        xlogy(means, means).Plus(xlogy(means.neg().Plus(1), means.neg().Plus(1))).sum([1]).neg();
}
