using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A learned vector for each of so many numbers: [...] of type int64 to [..., dims].</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _padding;
    private readonly bool _scaleByFrequency;

    internal Embedding(Parameter weight, long? padding_idx, bool scale_grad_by_freq) : base(nameof(Embedding))
    {
        this.weight = Own(nameof(weight), weight)!;
        _padding = padding_idx ?? -1;
        _scaleByFrequency = scale_grad_by_freq;
    }

    public Parameter weight { get; }

    public override Tensor forward(Tensor input) => Native.Aten.embedding.Call(weight, input, _padding, _scaleByFrequency);
}
