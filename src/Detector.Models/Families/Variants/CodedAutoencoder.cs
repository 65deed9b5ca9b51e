using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// Encoder, code and decoder: what most variants have in common. A variant registers its components when all of them are there.
/// </summary>
internal abstract class CodedAutoencoder : Autoencoder
{
    // The fields' names are the first part of the weights' names: encoder.0.weight, as in PyTorch. Fields that are private here would not
    // be found there.
    protected readonly nn.Module<Tensor, Tensor> encoder;
    protected readonly Linear code;
    protected readonly nn.Module<Tensor, Tensor> decoder;

    private readonly Backbone _backbone;
    private readonly Recipe _recipe;

    protected CodedAutoencoder(string name, ModelSettings settings, Backbone backbone)
        : base(name)
    {
        _backbone = backbone;
        _recipe = Recipe.Of(settings, backbone.Input.Shape.Kind);
        CodeWidth = backbone.CodeWidth;
        encoder = backbone.CreateEncoder();
        code = backbone.CreateCode();
        decoder = backbone.CreateDecoder(CodeWidth);
    }

    public override int CodeWidth { get; }

    /// <summary>Those of encoder, code and decoder.</summary>
    protected IEnumerable<Parameter> CodedParameters => [.. encoder.parameters(), .. code.parameters(), .. decoder.parameters()];

    public override ModelOutput forward(Tensor batch)
    {
        Tensor inner = Encode(batch);
        return new ModelOutput(Decode(inner, batch), inner);
    }

    public override IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps) =>
        _backbone.Stages(steps, left => Fitting(settings, left));

    /// <summary>[N, C] the codes of rows.</summary>
    protected virtual Tensor Encode(Tensor batch) => code.forward(encoder.forward(batch));

    /// <summary>[N, D] what is made of codes.</summary>
    /// <param name="inner">[N, C].</param>
    /// <param name="batch">[N, D] the rows that they are of.</param>
    protected Tensor Decode(Tensor inner, Tensor batch) => _backbone.Align(decoder.forward(inner), batch);

    /// <summary>The last stage of the training.</summary>
    protected virtual TrainingStage Fitting(ModelSettings settings, int steps) =>
        new GradientStage(TrainingStage.Fitting, parameters(), Loss, settings, steps);

    protected Tensor ReconstructionLoss(Tensor reconstruction, Tensor target) =>
        Losses.Reconstruction(_recipe.Loss, _backbone.Input.Shape, reconstruction, target, _recipe.BatchTrim);
}
