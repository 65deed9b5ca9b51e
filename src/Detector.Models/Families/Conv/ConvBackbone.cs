using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>
/// Convolutions that see ever larger parts of a sample, each followed by a pooling that halves it, then the code; and the same way back.
/// Whatever the sizes of a sample, its reconstruction has the same.
/// </summary>
internal sealed class ConvBackbone : Backbone
{
    private readonly ModelSettings _settings;
    private readonly IConvLayers _layers;
    private readonly int[] _channels;
    private readonly int[][] _sizes;

    /// <param name="settings">Activation, dropout, loss, and what is in its Conv section.</param>
    /// <param name="input">What the model is for: images or sequences.</param>
    /// <param name="widths">Channels of the encoder's levels, and the code's width.</param>
    public ConvBackbone(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths)
        : base(input)
    {
        _settings = settings;
        _layers = input.Shape.HasPlanes ? new ImageLayers(settings.Conv, input.Shape) : new SequenceLayers(settings.Conv, input.Shape);
        _channels = [input.Shape.Channels, .. widths.SkipLast(1)];
        CodeWidth = widths[^1];
        _sizes = new int[_channels.Length][];
        _sizes[0] = [.. input.Shape.Sizes];
        for (int level = 1; level < _sizes.Length; level++)
        {
            _sizes[level] = [.. _sizes[level - 1].Select(size => (size + 1) / 2)];
        }
    }

    public override int HiddenWidth => _sizes[^1].Aggregate(_channels[^1], (product, size) => product * size);

    public override int CodeWidth { get; }

    public override nn.Module<Tensor, Tensor> CreateEncoder()
    {
        List<nn.Module<Tensor, Tensor>> layers = [_layers.Open()];
        for (int level = 1; level < _channels.Length; level++)
        {
            layers.AddRange([_layers.Convolve(_channels[level - 1], _channels[level]), .. Behind(), _layers.Pool()]);
        }

        layers.Add(nn.Flatten());
        return AbsentAsMean.Before(layers, Input.Shape);
    }

    public override nn.Module<Tensor, Tensor> CreateDecoder(int code)
    {
        List<nn.Module<Tensor, Tensor>> layers =
            [nn.Linear(code, HiddenWidth), .. Behind(), nn.Unflatten(1, [_channels[^1], .. _sizes[^1].Select(size => (long)size)])];
        for (int level = _channels.Length - 1; level > 0; level--)
        {
            layers.AddRange(_layers.Grow(_channels[level], _channels[level - 1], _sizes[level - 1]));
            layers.AddRange(level > 1 ? Behind() : []);
        }

        layers.Add(_layers.Close());
        return nn.Sequential(_settings.Loss == LossKind.Bce ? [.. layers, nn.Sigmoid()] : layers);
    }

    private nn.Module<Tensor, Tensor>[] Behind() => _settings.Dropout > 0
        ? [Activations.Create(_settings.Activation), nn.Dropout(_settings.Dropout)]
        : [Activations.Create(_settings.Activation)];
}
