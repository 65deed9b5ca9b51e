using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Dense;

/// <summary>Fully connected layers, narrowing to the code and widening again.</summary>
/// <param name="settings">Activation, dropout, loss, and what is in its Dense section.</param>
/// <param name="input">What the model is for.</param>
/// <param name="widths">Widths of the encoder's layers; the last is the code's.</param>
internal sealed class DenseBackbone(ModelSettings settings, ModelInput input, IReadOnlyList<int> widths) : Backbone(input)
{
    private readonly int[] _hidden = [.. widths.SkipLast(1)];

    // Of what was made last: the decoder mirrors it.
    private Linear[] _linears = [];
    private IReadOnlyList<nn.Module<Tensor, Tensor>>[] _encode = [];
    private Linear? _code;
    private DenseLayer[] _layers = [];

    public override int HiddenWidth => _hidden.Length > 0 ? _hidden[^1] : Input.Width;

    public override int CodeWidth => widths[^1];

    public override nn.Module<Tensor, Tensor> CreateEncoder()
    {
        int[] all = [Input.Width, .. _hidden];
        _linears = [.. _hidden.Select((width, i) => nn.Linear(all[i], width))];
        _encode = [.. _linears.Select(linear => (IReadOnlyList<nn.Module<Tensor, Tensor>>)[linear, .. Behind()])];
        return AbsentAsMean.Before(_encode.SelectMany(modules => modules), Input.Shape);
    }

    public override Linear CreateCode() => _code = base.CreateCode();

    public override nn.Module<Tensor, Tensor> CreateDecoder(int code)
    {
        // A decoder that is given more than the code has a first layer of its own.
        bool mirrorsCode = _code is not null && code == CodeWidth;
        Linear?[] mirrored = [.. _linears, mirrorsCode ? _code : null];
        int[] all = [Input.Width, .. _hidden, code];
        IReadOnlyList<nn.Module<Tensor, Tensor>>[] decode =
            [.. Enumerable.Range(0, mirrored.Length).Reverse().Select(i => Decode(mirrored[i], all[i + 1], all[i], last: i == 0))];
        _layers = [.. _encode.Select((modules, i) => new DenseLayer(modules, decode[^(i + 1)]))];
        if (mirrorsCode)
        {
            _layers = [.. _layers, new DenseLayer([_code!], decode[0])];
        }

        return nn.Sequential([.. decode.SelectMany(modules => modules)]);
    }

    public override IEnumerable<TrainingStage> Pretraining(int steps)
    {
        int each = (int)(settings.Dense.Pretraining * steps / Math.Max(1, _layers.Length));
        return each == 0 ? []
            : _layers.Select((_, i) => new GradientStage($"layer {i + 1}", _layers[i].Parameters, LossOf(i), settings, each));
    }

    // Each layer learns to reconstruct what those before it make of a row (Y. Bengio et al., 2007).
    private Func<Tensor, Tensor, double, Tensor> LossOf(int layer)
    {
        LossKind loss = layer == 0 ? Recipe.Of(settings, Input.Shape.Kind).Loss : LossKind.Mse;
        DenseLayer own = _layers[layer];
        return (input, target, _) =>
            Losses.Reconstruction(
                loss, Input.Shape,
                DenseLayer.Through(own.Decode, DenseLayer.Through(own.Encode, Before(layer, input))),
                layer == 0 ? target : Before(layer, target));
    }

    private Tensor Before(int layer, Tensor rows)
    {
        using IDisposable mode = no_grad();
        return _layers.Take(layer).Aggregate(rows.nan_to_num(), (current, before) => DenseLayer.Through(before.Encode, current));
    }

    private IReadOnlyList<nn.Module<Tensor, Tensor>> Decode(Linear? mirrored, int from, int to, bool last)
    {
        nn.Module<Tensor, Tensor> linear = settings.Dense.Tied && mirrored is not null ? new TiedLinear(mirrored) : nn.Linear(from, to);
        return (last, settings.Loss) switch
        {
            (false, _) => [linear, .. Behind()],
            (true, LossKind.Bce) => [linear, nn.Sigmoid()],
            _ => [linear],
        };
    }

    private nn.Module<Tensor, Tensor>[] Behind() =>
        settings.Dropout > 0 ? [Activations.Create(settings.Activation), nn.Dropout(settings.Dropout)]
            : [Activations.Create(settings.Activation)];
}
