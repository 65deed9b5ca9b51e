using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>
/// The layers that make a family, before and behind its code. A variant (plain, sparse, variational …) says what happens between them, so that any
/// variant goes with any backbone.
/// </summary>
internal abstract class Backbone(ModelInput input)
{
    public ModelInput Input { get; } = input;

    /// <summary>Width of what the encoder gives, H.</summary>
    public abstract int HiddenWidth { get; }

    /// <summary>Width of the code between encoder and decoder, C.</summary>
    public abstract int CodeWidth { get; }

    /// <summary>Layers from flat samples [N, D] to [N, H], the last activation included.</summary>
    public abstract nn.Module<Tensor, Tensor> CreateEncoder();

    /// <summary>Layers from codes [N, code] to flat reconstructions [N, D].</summary>
    /// <param name="code">Width of what the decoder is given: the code's, and the conditions' with it where there are any.</param>
    public abstract nn.Module<Tensor, Tensor> CreateDecoder(int code);
}
