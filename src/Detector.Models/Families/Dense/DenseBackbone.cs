using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Dense;

/// <summary>Fully connected layers, narrowing to the code and widening again.</summary>
/// <param name="settings">Activation, dropout and loss.</param>
/// <param name="input">What the model is for.</param>
/// <param name="widths">Widths of the encoder's layers; the last is the code's.</param>
internal sealed class DenseBackbone(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths) : Backbone(input)
{
    private readonly int[] _hidden = [.. widths.SkipLast(1)];

    public override int HiddenWidth => _hidden.Length > 0 ? _hidden[^1] : Input.Width;

    public override int CodeWidth => widths[^1];

    public override nn.Module<Tensor, Tensor> CreateEncoder() => AbsentAsMean.Before(Hidden([Input.Width, .. _hidden]), Input.Shape);

    public override nn.Module<Tensor, Tensor> CreateDecoder(int code)
    {
        int[] hidden = [code, .. _hidden.Reverse()];
        List<nn.Module<Tensor, Tensor>> layers = [.. Hidden(hidden), nn.Linear(hidden[^1], Input.Width)];
        if (settings.Loss == LossKind.Bce)
        {
            layers.Add(nn.Sigmoid());
        }

        return nn.Sequential([.. layers]);
    }

    private nn.Module<Tensor, Tensor>[] Hidden(IReadOnlyList<int> widths)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (int i = 1; i < widths.Count; i++)
        {
            layers.Add(nn.Linear(widths[i - 1], widths[i]));
            layers.Add(Activations.Create(settings.Activation));
            if (settings.Dropout > 0)
            {
                layers.Add(nn.Dropout(settings.Dropout));
            }
        }

        return [.. layers];
    }
}
