using Detector.Core.Networks;
using Detector.Models.Families;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>
/// Reads the layers of modules that are nothing but fully connected ones, so that their rows need not go through Torch, which takes a
/// dozen calls a pass whatever their number.
/// </summary>
internal static class PlainLayers
{
    // Of more weights a block of rows reads so many that the processor's second cache does not hold them; Torch reads them once for all.
    private const int MostWeights = 1 << 17;

    /// <summary>
    /// What makes of rows what the module makes of them, but for the last bits; null where the module is more than its layers.
    /// </summary>
    public static FeedForward? Of(Autoencoder module)
    {
        if (module.Passed is not { } modules)
        {
            return null;
        }

        var layers = new List<Layer>();
        int codeLayer = 0;
        for (int i = 0; i < modules.Count; i++)
        {
            codeLayer = i == module.CodePlace ? layers.Count : codeLayer;
            if (modules[i] is Linear { bias: not null } linear)
            {
                layers.Add(new Layer(Numbers(linear.weight!), Numbers(linear.bias), Nonlinearity.None));
            }
            else if (NonlinearityOf(modules[i]) is { } nonlinearity && i > 0 && layers[^1].Nonlinearity == Nonlinearity.None)
            {
                layers[^1] = layers[^1] with { Nonlinearity = nonlinearity };
            }
            else if (modules[i] is not Dropout)
            {
                return null;
            }
        }

        return layers.Sum(layer => layer.Weights.Length) > MostWeights ? null : new FeedForward(layers, codeLayer);
    }

    private static Nonlinearity? NonlinearityOf(nn.Module module) => module switch
    {
        SELU => Nonlinearity.Selu,
        ReLU => Nonlinearity.Relu,
        LeakyRelu => Nonlinearity.LeakyRelu,
        Families.Elu => Nonlinearity.Elu,
        SiLU => Nonlinearity.Silu,
        Tanh => Nonlinearity.Tanh,
        Sigmoid => Nonlinearity.Sigmoid,
        _ => null,
    };

    private static float[] Numbers(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor flat = detached.contiguous();
        return [.. flat.data<float>()];
    }
}
