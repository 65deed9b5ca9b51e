using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Alive(NativeMethods.dt_requires_grad(Handle)) != 0;
            set => NativeMethods.Check(Alive(NativeMethods.dt_set_requires_grad(Handle, (byte)(value ? 1 : 0))));
        }

        /// <summary>The gradient that backward left here, as a new handle; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                var handle = Alive(NativeMethods.dt_grad(Handle));
                return handle == 0 ? null : new Tensor(handle);
            }
            set
            {
                NativeMethods.Check(Alive(NativeMethods.dt_set_grad(Handle, value?.Handle ?? 0)));
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad() => NativeMethods.Check(Alive(NativeMethods.dt_retain_grad(Handle)));

        /// <summary>Adds this one-element tensor's gradient to the leaves that it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
