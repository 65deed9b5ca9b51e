using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Recurrent;

/// <summary>
/// Sequence to sequence: the encoder's state after the last step leads to the code, which each step of the decoder is given (N. Srivastava
/// et al., 2015; P. Malhotra et al., 2016). Steps that a sequence lacks change nothing.
/// </summary>
/// <param name="settings">Loss, dropout, and what is in its Recurrent section.</param>
/// <param name="input">What the model is for: sequences.</param>
/// <param name="hidden">Numbers of a layer's state.</param>
/// <param name="code">Numbers of the code.</param>
internal sealed class RecurrentBackbone(ModelSettings settings, ModelInput input, int hidden, int code) : Backbone(input)
{
    public override int HiddenWidth => hidden;

    public override int CodeWidth => code;

    public override nn.Module<Tensor, Tensor> CreateEncoder() => new SequenceEncoder(settings, Input.Shape.StepWidth, hidden);

    public override nn.Module<Tensor, Tensor> CreateDecoder(int code) =>
        new SequenceDecoder(settings, code, hidden, Input.Shape.Steps, Input.Shape.StepWidth);

    // What the decoder makes first belongs to the first step, or to the last, that there is.
    public override Tensor Align(Tensor decoded, Tensor batch) =>
        new PresentSteps(batch, Input.Shape.StepWidth).Opened(decoded, atEnd: settings.Recurrent.Reversed);
}
