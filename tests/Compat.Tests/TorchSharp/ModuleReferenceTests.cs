using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class ModuleReferenceTests
{
    public static TheoryData<string> Names => [.. Reference.Names("modules").Concat(Reference.Names("activations"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputAndGradientsArePyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Reference.Names("modules").Contains(name) ? Reference.Case("modules", name) : Reference.Case("activations", name);
        using var module = Make(name);
        module.train(expected.GetProperty("training").GetBoolean());
        module.load_state_dict(expected.GetProperty("state").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.Tensor()));
        var input = expected.Tensor("input");
        input.requires_grad = input.is_floating_point();

        var (output, others) = Call(module, input);
        (output * expected.Tensor("upstream")).sum().backward();

        Reference.Equal(expected.GetProperty("output"), output, "output");
        if (input.requires_grad)
            Reference.Equal(expected.GetProperty("gradient"), input.grad, "the input's gradient");
        var gradients = expected.GetProperty("gradients").EnumerateObject().ToArray();
        Assert.Equal(gradients.Select(entry => entry.Name), module.named_parameters().Select(pair => pair.name));
        foreach (var entry in gradients)
            Reference.Equal(entry.Value, module.get_parameter(entry.Name)!.grad, $"the gradient of {entry.Name}");
        foreach (var entry in expected.GetProperty("after").EnumerateObject())
            Reference.Equal(entry.Value, module.get_buffer(entry.Name), entry.Name);
        if (expected.TryGetProperty("others", out var states))
            foreach (var (state, actual) in states.EnumerateArray().Zip(others, (state, actual) => (state, actual)))
                Reference.Equal(state, actual, "a last state");
    }

    private static (Tensor Output, Tensor[] Others) Call(nn.Module module, Tensor input)
    {
        switch (module)
        {
            case global::TorchSharp.Modules.LSTM lstm:
                var (output, h, c) = lstm.call(input);
                return (output, [h, c]);
            case global::TorchSharp.Modules.GRU gru:
                var (outputs, hidden) = gru.call(input);
                return (outputs, [hidden]);
            default:
                return (((nn.Module<Tensor, Tensor>)module).call(input), []);
        }
    }

    private static nn.Module Make(string name) => name switch
    {
        "linear" => nn.Linear(4, 3),
        "linear without bias" => nn.Linear(4, 3, hasBias: false),
        "conv1d" => nn.Conv1d(3, 4, 3, stride: 2, padding: 1),
        "conv1d same" => nn.Conv1d(3, 4, 4, Padding.Same, dilation: 2),
        "conv1d circular" => nn.Conv1d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Circular),
        "conv2d" => nn.Conv2d(3, 4, 3, stride: 2, padding: 1),
        "conv2d pairs" => nn.Conv2d(3, 6, (3, 2), stride: (1, 2), padding: (0, 1), dilation: (2, 1), groups: 3, bias: false),
        "conv2d reflect" => nn.Conv2d(3, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        "conv3d" => nn.Conv3d(2, 3, 2, stride: 2),
        "conv_transpose1d" => nn.ConvTranspose1d(3, 2, 3, stride: 2, padding: 1, output_padding: 1),
        "conv_transpose2d" => nn.ConvTranspose2d(3, 2, 3, stride: 2, padding: 1, output_padding: 1),
        "conv_transpose2d pairs" => nn.ConvTranspose2d(3, 2, (2, 3), stride: (2, 1), output_padding: (1, 0)),
        "conv_transpose3d" => nn.ConvTranspose3d(2, 3, 2, stride: 2),
        "max_pool3d" => nn.MaxPool3d(2),
        "max_pool1d" => nn.MaxPool1d(3, stride: 2, padding: 1),
        "max_pool2d" => nn.MaxPool2d(2),
        "max_pool2d padded" => nn.MaxPool2d(3, stride: 2, padding: 1, ceil_mode: true),
        "avg_pool1d" => nn.AvgPool1d(3, stride: 2, padding: 1),
        "avg_pool2d" => nn.AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false),
        "adaptive_avg_pool1d" => nn.AdaptiveAvgPool1d(4),
        "adaptive_avg_pool2d" => nn.AdaptiveAvgPool2d([3, 2]),
        "upsample nearest" => nn.Upsample(scale_factor: [2, 2]),
        "upsample bilinear" => nn.Upsample(size: [9, 11], mode: UpsampleMode.Bilinear, align_corners: false),
        "upsample linear" => nn.Upsample(scale_factor: [2], mode: UpsampleMode.Linear, align_corners: true),
        "batch_norm1d" => nn.BatchNorm1d(3),
        "batch_norm2d" or "batch_norm2d evaluation" => nn.BatchNorm2d(3),
        "layer_norm" => nn.LayerNorm([3, 6]),
        "group_norm" => nn.GroupNorm(2, 4),
        "embedding" => nn.Embedding(7, 3),
        "embedding limited" => nn.Embedding(7, 3, padding_idx: 1, max_norm: 0.5),
        "lstm" => nn.LSTM(4, 3, batchFirst: true),
        "lstm stacked" => nn.LSTM(4, 3, numLayers: 2, bidirectional: true),
        "gru" => nn.GRU(4, 3, batchFirst: true),
        "gru stacked" => nn.GRU(4, 3, numLayers: 2, bidirectional: true, bias: false),
        "sequential" => nn.Sequential(nn.Linear(4, 6), nn.SELU(), nn.Linear(6, 2), nn.Linear(2, 4)),
        "celu" => nn.CELU(0.7),
        "elu" => nn.ELU(0.7),
        "gelu" => nn.GELU(),
        "glu" => nn.GLU(1),
        "hardsigmoid" => nn.Hardsigmoid(),
        "hardswish" => nn.Hardswish(),
        "hardtanh" => nn.Hardtanh(-0.5, 1.5),
        "leaky_relu" => nn.LeakyReLU(0.2),
        "logsigmoid" => nn.LogSigmoid(),
        "log_softmax" => nn.LogSoftmax(1),
        "relu" => nn.ReLU(),
        "relu6" => nn.ReLU6(),
        "selu" => nn.SELU(),
        "silu" => nn.SiLU(),
        "sigmoid" => nn.Sigmoid(),
        "softmax" => nn.Softmax(1),
        "softplus" => nn.Softplus(2, 5),
        "tanh" => nn.Tanh(),
        "threshold" => nn.Threshold(0.1, -3),
        _ => throw new ArgumentException($"no module is named {name}"),
    };
}
