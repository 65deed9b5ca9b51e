using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Families.Dense;

/// <summary>A layer of the encoder and the one of the decoder that leads back from it.</summary>
/// <param name="Encode">Its modules, the last activation included.</param>
/// <param name="Decode">The way back.</param>
internal sealed record DenseLayer(IReadOnlyList<nn.Module<Tensor, Tensor>> Encode, IReadOnlyList<nn.Module<Tensor, Tensor>> Decode)
{
    public IEnumerable<Parameter> Parameters => Encode.Concat(Decode).SelectMany(module => module.parameters());

    public static Tensor Through(IReadOnlyList<nn.Module<Tensor, Tensor>> modules, Tensor input) =>
        modules.Aggregate(input, (current, module) => module.call(current));
}
