using Detector.Models.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// Encoder, code and decoder, trained to reconstruct; with noise on the input (Model.Noise) it is a denoising autoencoder.
/// </summary>
internal sealed class PlainAutoencoder : CodedAutoencoder
{
    public PlainAutoencoder(ModelSettings settings, Backbone backbone)
        : base("plain", settings, backbone)
    {
        DrawsInTraining = settings.Dropout > 0;
        RegisterComponents();
    }

    public override bool DrawsInTraining { get; }

    public override IReadOnlyList<nn.Module>? Passed =>
        encoder is Sequential && decoder is Sequential ? [.. encoder.children(), code, .. decoder.children()] : null;

    public override int CodePlace => encoder.children().Count();

    public override Tensor Loss(Tensor input, Tensor target, double progress) => ReconstructionLoss(forward(input).Reconstruction, target);
}
