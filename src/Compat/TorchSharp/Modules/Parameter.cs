using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns.</summary>
    public class Parameter : Tensor
    {
        /// <summary>Takes the tensor over, its place in a dispose scope included: the former object is invalid afterwards.</summary>
        public Parameter(Tensor data, bool requires_grad = true) : base(Release(data, requires_grad, out var scope), register: false) =>
            scope?.Add(this);

        private static nint Release(Tensor data, bool requires_grad, out DisposeScope? scope)
        {
            scope = data.OwningDisposeScope;
            data.requires_grad = requires_grad;
            scope?.Remove(data);
            return data.MoveHandle();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
