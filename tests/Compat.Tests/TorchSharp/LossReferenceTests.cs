using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Compat.Tests.TorchSharp;

public sealed class LossReferenceTests
{
    public static TheoryData<string> Names => [.. Reference.Names("losses")];

    [Theory]
    [MemberData(nameof(Names))]
    public void LossAndGradientArePyTorchs(string name)
    {
        foreach (var expected in Reference.Cases("losses", name))
        {
            using var scope = NewDisposeScope();
            var reduction = Enum.Parse<Reduction>(expected.GetProperty("reduction").GetString()!, ignoreCase: true);
            var weight = expected.TryGetProperty("weight", out var given) ? given.Tensor() : null;
            var (input, target) = (expected.Tensor("input").requires_grad_(), expected.Tensor("target"));
            using var module = Make(name, reduction, weight);

            var loss = module.call(input, target);
            loss.sum().backward();

            Reference.Equal(expected.GetProperty("output"), loss, $"{reduction}");
            Reference.Equal(expected.GetProperty("gradient"), input.grad, $"the gradient of {reduction}");
        }
    }

    private static Module<Tensor, Tensor, Tensor> Make(string name, Reduction reduction, Tensor? weight) => name switch
    {
        "mse" => MSELoss(reduction),
        "l1" => L1Loss(reduction),
        "smooth_l1" => SmoothL1Loss(reduction, beta: 0.6),
        "huber" => HuberLoss(0.6, reduction),
        "bce" or "bce weighted" => BCELoss(weight, reduction),
        "bce logits" => BCEWithLogitsLoss(reduction: reduction),
        "bce logits pos" => BCEWithLogitsLoss(reduction: reduction, pos_weights: weight),
        "kl log" => KLDivLoss(reduction: reduction),
        "kl" => KLDivLoss(log_target: false, reduction),
        "nll" => NLLLoss(weight, reduction),
        "cross_entropy" => CrossEntropyLoss(weight, reduction: reduction),
        "cross_entropy smooth" => new global::TorchSharp.Modules.CrossEntropyLoss(reduction: reduction, label_smoothing: 0.1),
        _ => throw new ArgumentException($"no loss is named {name}"),
    };
}
