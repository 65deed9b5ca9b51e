using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families;

internal static class Activations
{
    public static nn.Module<Tensor, Tensor> Create(Activation activation) => activation switch
    {
        Activation.Selu => nn.SELU(),
        Activation.Relu => nn.ReLU(),
        Activation.LeakyRelu => new LeakyRelu(0.01),
        Activation.Elu => new Elu(),
        Activation.Gelu => nn.GELU(),
        Activation.Silu => nn.SiLU(),
        Activation.Tanh => nn.Tanh(),
        Activation.Sigmoid => nn.Sigmoid(),
        _ => throw new ArgumentException($"There is no activation {activation}."),
    };
}
