using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Gated recurrent units over [T, N, F], or [N, T, F] where the batch comes first. Returns the outputs, [T, N, hidden * directions], and the
/// last hidden states, [layers * directions, N, hidden].
/// </summary>
public sealed class GRU : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal GRU(RecurrentShape shape, Device? device, ScalarType? dtype) : base(nameof(GRU)) =>
        _weights = new RecurrentWeights(shape, (name, parameter) => Own(name, parameter), device, dtype);

    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        if (h0 is not null)
            return _weights.Gru(input, h0, training);
        using var zeros = _weights.Zeros(input);
        return _weights.Gru(input, zeros, training);
    }

    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => forward(input, h0);

    /// <summary>Does nothing: on the CPU the weights' layout in memory makes no difference.</summary>
    public void flatten_parameters()
    {
    }
}
