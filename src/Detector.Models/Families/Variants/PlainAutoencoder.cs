using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>Encoder, code and decoder, trained to reconstruct; with noise on the input (Model.Noise) it is a denoising autoencoder.</summary>
internal sealed class PlainAutoencoder : Autoencoder
{
    private readonly LossKind _loss;
    private readonly Backbone _backbone;

    // The fields' names are the first part of the weights' names: encoder.0.weight, as in PyTorch.
    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly Linear code;
    private readonly nn.Module<Tensor, Tensor> decoder;

    public PlainAutoencoder(ModelSettings settings, Backbone backbone)
        : base("plain")
    {
        (_loss, _backbone) = (settings.Loss, backbone);
        CodeWidth = backbone.CodeWidth;
        encoder = backbone.CreateEncoder();
        code = nn.Linear(backbone.HiddenWidth, CodeWidth);
        decoder = backbone.CreateDecoder(CodeWidth);
        RegisterComponents();
    }

    public override int CodeWidth { get; }

    public override ModelOutput forward(Tensor batch)
    {
        Tensor inner = code.forward(encoder.forward(batch));
        return new ModelOutput(_backbone.Align(decoder.forward(inner), batch), inner);
    }

    public override Tensor Loss(Tensor input, Tensor target, double progress) =>
        Losses.Reconstruction(_loss, _backbone.Input.Shape, forward(input).Reconstruction, target);
}
