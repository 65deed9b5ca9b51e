using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The tensor's own memory. Writing into the span, or assigning one of the same length, changes the elements.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or not on the CPU.</exception>
        /// <exception cref="ArgumentException">It is longer than a span can be, or the assigned span has another length.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                var length = NumberOfElements * ElementSize;
                if (length > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(CpuData(), (int)length);
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                    throw new ArgumentException($"Mismatched data sizes: the tensor holds {own.Length} bytes, and {value.Length} were given.");
                value.CopyTo(own);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The elements, in the order of the shape; of a copy, where the tensor is not on the CPU.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of the elements.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There are more, or none, or <typeparamref name="T"/> is not their type.</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (is_cpu())
                return Alive(*(T*)CpuData());
            using var copy = cpu();
            return copy.Alive(*(T*)copy.CpuData());
        }

        /// <summary>The only element, as a number of any type.</summary>
        public Scalar ToScalar() => Aten._local_scalar_dense.CallScalar(this);

        internal void* CpuData()
        {
            if (!is_cpu())
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            NativeMethods.Check(NativeMethods.dt_data(Handle, out var data));
            return (void*)data;
        }

        private void ValidateType(Type type)
        {
            if (ScalarTypeOf(type) != dtype)
                throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }
    }
}
