using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Long short-term memory over [T, N, F], or [N, T, F] where the batch comes first. Returns the outputs, [T, N, hidden * directions], and the
/// last hidden and cell states, [layers * directions, N, hidden].
/// </summary>
public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal LSTM(RecurrentShape shape, Device? device, ScalarType? dtype) : base(nameof(LSTM)) =>
        _weights = new RecurrentWeights(shape, (name, parameter) => Own(name, parameter), device, dtype);

    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        if (h0_c0 is { } given)
            return _weights.Lstm(input, given.Item1, given.Item2, training);
        using var zeros = _weights.Zeros(input);
        return _weights.Lstm(input, zeros, zeros, training);
    }

    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => forward(input, h0_c0);

    /// <summary>Does nothing: on the CPU the weights' layout in memory makes no difference.</summary>
    public void flatten_parameters()
    {
    }
}
