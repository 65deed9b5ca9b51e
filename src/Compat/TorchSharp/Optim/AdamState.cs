using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam's moving means of one parameter's gradient and of its square.</summary>
internal sealed class AdamState(Parameter parameter, bool amsgrad) : OptimizerState
{
    private readonly Tensor _mean = Zeros(parameter);
    private readonly Tensor _square = Zeros(parameter);
    private readonly Tensor? _largest = amsgrad ? Zeros(parameter) : null;
    private long _step;

    private protected override IEnumerable<Tensor?> Tensors => [_mean, _square, _largest];

    public void Step(Parameter parameter, Tensor grad, AdamOptions options)
    {
        _step++;
        var (beta1, beta2) = options.Betas;
        _mean.mul_((Scalar)beta1).add_(grad, (Scalar)(1 - beta1));
        _square.mul_((Scalar)beta2).addcmul_(grad, grad, (Scalar)(1 - beta2));
        if (_largest is not null)
            _largest.copy_(maximum(_largest, _square));
        var spread = (_largest ?? _square).sqrt();
        spread.div_((Scalar)Math.Sqrt(1 - Math.Pow(beta2, _step))).add_((Scalar)options.eps!.Value);
        var rate = options.LearningRate!.Value / (1 - Math.Pow(beta1, _step));
        parameter.addcdiv_(_mean, spread, (Scalar)(-rate));
    }
}
