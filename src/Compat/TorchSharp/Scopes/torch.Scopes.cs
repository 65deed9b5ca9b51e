namespace TorchSharp;

public static partial class torch
{
    /// <summary>The tensors that this thread makes from now on are disposed with the scope, unless they leave it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScope.Open();

    /// <summary>The innermost scope of this thread, if any.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;
}
