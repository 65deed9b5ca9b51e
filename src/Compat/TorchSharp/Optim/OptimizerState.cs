using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState : IDisposable
{
    private protected OptimizerState()
    {
    }

    /// <summary>The tensors it consists of, in a fixed order; null where one is not in use.</summary>
    private protected abstract IEnumerable<Tensor?> Tensors { get; }

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static Tensor Zeros(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();
}
