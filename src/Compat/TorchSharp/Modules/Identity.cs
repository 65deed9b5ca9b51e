using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Hands on what it is given, in a new handle.</summary>
public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.alias();
}
