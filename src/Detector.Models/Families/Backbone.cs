using Detector.Models.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>
/// The layers that make a family, before and behind its code. A variant (plain, sparse, variational …) says what happens between them, so
/// that any variant goes with any backbone.
/// </summary>
internal abstract class Backbone(ModelInput input)
{
    public ModelInput Input { get; } = input;

    /// <summary>Width of what the encoder gives, H.</summary>
    public abstract int HiddenWidth { get; }

    /// <summary>Width of the code between encoder and decoder, C.</summary>
    public abstract int CodeWidth { get; }

    /// <summary>
    /// Layers from flat samples [N, D] to [N, H], the last activation included; an absent step's numbers (NaN) say nothing to them.
    /// </summary>
    public abstract nn.Module<Tensor, Tensor> CreateEncoder();

    /// <summary>The layer from [N, H] to codes [N, C].</summary>
    public virtual Linear CreateCode() => nn.Linear(HiddenWidth, CodeWidth);

    /// <summary>Layers from codes [N, code] to flat reconstructions [N, D].</summary>
    /// <param name="code">Width of what the decoder is given: the code's, and the conditions' with it where there are any.</param>
    public abstract nn.Module<Tensor, Tensor> CreateDecoder(int code);

    /// <summary>
    /// What is reconstructed of samples: what the decoder made where they have numbers, NaN where a sequence's step is absent.
    /// </summary>
    /// <param name="decoded">[N, D] what the decoder made of their codes.</param>
    /// <param name="batch">[N, D] the samples, noise included.</param>
    public virtual Tensor Align(Tensor decoded, Tensor batch) =>
        Input.Shape.HasSteps ? where(batch.isnan(), batch, decoded) : decoded;

    /// <summary>
    /// What a training of these layers consists of: the pretraining, where there is any, and the fitting in the steps that are left.
    /// </summary>
    /// <param name="steps">Steps of the whole training.</param>
    /// <param name="fitting">Makes the fitting of so many steps.</param>
    public IEnumerable<TrainingStage> Stages(int steps, Func<int, TrainingStage> fitting)
    {
        int left = steps;
        foreach (TrainingStage stage in Pretraining(steps))
        {
            left -= stage.Steps;
            yield return stage;
        }

        yield return fitting(left);
    }

    /// <summary>What comes before the fitting: stages that teach the layers made last one by one, where a backbone has such.</summary>
    /// <param name="steps">Steps of the whole training.</param>
    public virtual IEnumerable<TrainingStage> Pretraining(int steps) => [];
}
