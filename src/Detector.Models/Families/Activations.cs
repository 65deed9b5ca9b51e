using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families;

internal static class Activations
{
    public static nn.Module<Tensor, Tensor> Create(Activation activation) => activation switch
    {
        Activation.Selu => nn.SELU(),
        Activation.Relu => nn.ReLU(),
        Activation.LeakyRelu => nn.LeakyReLU(),
        Activation.Elu => nn.ELU(),
        Activation.Gelu => nn.GELU(),
        Activation.Silu => nn.SiLU(),
        Activation.Tanh => nn.Tanh(),
        Activation.Sigmoid => nn.Sigmoid(),
        _ => throw new ArgumentException($"There is no activation {activation}."),
    };
}
