using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Dense;

internal sealed class DenseAutoencoder : Autoencoder
{
    private readonly LossKind _loss;

    // The fields' names are the first part of the weights' names: encoder.0.weight, as in PyTorch.
    private readonly Sequential encoder;
    private readonly Sequential decoder;

    /// <param name="features">Number of features, F.</param>
    /// <param name="widths">Widths of the encoder's layers; the last is the code's.</param>
    /// <param name="settings">Activation, dropout and loss.</param>
    public DenseAutoencoder(int features, IReadOnlyList<int> widths, ModelSettings settings)
        : base("dense")
    {
        _loss = settings.Loss;
        CodeWidth = widths[^1];
        encoder = Layers([features, .. widths], settings);
        decoder = Layers([.. widths.Reverse(), features], settings);
        if (_loss == LossKind.Bce)
        {
            decoder.append(nn.Sigmoid());
        }

        RegisterComponents();
    }

    public override int CodeWidth { get; }

    public override (Tensor Reconstruction, Tensor Code) forward(Tensor batch)
    {
        Tensor code = encoder.forward(batch);
        return (decoder.forward(code), code);
    }

    public override Tensor Loss(Tensor input, Tensor target) => Losses.Reconstruction(_loss, forward(input).Reconstruction, target);

    private static Sequential Layers(IReadOnlyList<int> widths, ModelSettings settings)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (int i = 1; i < widths.Count; i++)
        {
            if (i > 1)
            {
                layers.Add(Activations.Create(settings.Activation));
                if (settings.Dropout > 0)
                {
                    layers.Add(nn.Dropout(settings.Dropout));
                }
            }

            layers.Add(nn.Linear(widths[i - 1], widths[i]));
        }

        return nn.Sequential([.. layers]);
    }
}
