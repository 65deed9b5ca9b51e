using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Dense;

/// <summary>The way back through another layer: its weight, transposed, and a bias of its own.</summary>
internal sealed class TiedLinear : nn.Module<Tensor, Tensor>
{
    // A field that holds the layer would make its weights this module's too, and keep them twice.
    private readonly Func<Tensor> _weight;

    private readonly Parameter bias;

    public TiedLinear(Linear layer)
        : base(nameof(TiedLinear))
    {
        _weight = () => layer.weight;
        bias = zeros(layer.in_features).AsParameter();
        bias.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <param name="input">[N, out_features of the other layer].</param>
    /// <returns>[N, in_features of the other layer].</returns>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, _weight().t(), bias);
}
