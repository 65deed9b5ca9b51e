using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A learned vector for each of so many numbers: [...] of type int64 to [..., dims].</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _padding;
    private readonly (double Norm, double Type)? _limit;
    private readonly bool _scaleByFrequency;
    private readonly bool _sparse;

    internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
        : base(nameof(Embedding))
    {
        this.weight = Own(nameof(weight), weight)!;
        _padding = padding_idx ?? -1;
        _limit = max_norm is { } norm ? (norm, norm_type) : null;
        (_scaleByFrequency, _sparse) = (scale_grad_by_freq, sparse);
    }

    public Parameter weight { get; }

    public override Tensor forward(Tensor input)
    {
        if (_limit is { } limit)
        {
            using var quiet = no_grad();
            Native.Aten.embedding_renorm_.On(weight, input, limit.Norm, limit.Type);
        }
        return Native.Aten.embedding.Call(weight, input, _padding, _scaleByFrequency, _sparse);
    }
}
