using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>
        /// The gradients of the outputs' sum with respect to each input. An input they do not depend on has null, where that is allowed.
        /// </summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            fixed (nint* roots = Handles(outputs), leaves = Handles(inputs), seeds = Handles(grad_outputs), found = results)
            {
                NativeMethods.Check(NativeMethods.dt_gradients(
                    roots, outputs.Count, leaves, inputs.Count, seeds, grad_outputs?.Count ?? 0,
                    Byte(retain_graph || create_graph), Byte(create_graph), Byte(allow_unused), found));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, handle => handle == 0 ? null! : new Tensor(handle));
        }

        /// <summary>Adds the tensors' gradients to the leaves that they were computed from, or only to the given inputs.</summary>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            fixed (nint* roots = Handles(tensors), seeds = Handles(grad_tensors), leaves = Handles(inputs))
            {
                NativeMethods.Check(NativeMethods.dt_backward(
                    roots, tensors.Count, seeds, grad_tensors?.Count ?? 0,
                    Byte(retain_graph ?? create_graph), Byte(create_graph), leaves, inputs?.Count ?? 0));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(tensor => tensor.Handle)];

        private static byte Byte(bool value) => (byte)(value ? 1 : 0);
    }
}
