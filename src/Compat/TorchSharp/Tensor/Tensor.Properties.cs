using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long Dimensions => Alive(NativeMethods.dt_dim(Handle));

        public long ndim => Dimensions;

        public long NumberOfElements => Alive(NativeMethods.dt_numel(Handle));

        /// <summary>The size of one element in bytes.</summary>
        public long ElementSize => Alive(NativeMethods.dt_itemsize(Handle));

        public ScalarType dtype => (ScalarType)Alive(NativeMethods.dt_dtype(Handle));

        /// <summary>The size of each dimension.</summary>
        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* first = sizes)
                    NativeMethods.dt_sizes(Handle, first);
                return Alive(sizes);
            }
        }

        public Device device
        {
            get
            {
                NativeMethods.dt_device(Handle, out var type, out var index);
                GC.KeepAlive(this);
                return type == (long)DeviceType.CPU ? CPU : new Device((DeviceType)type, (int)index);
            }
        }

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => Alive(NativeMethods.dt_is_leaf(Handle)) != 0;

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Alive(NativeMethods.dt_is_contiguous(Handle)) != 0;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero() => Aten.is_nonzero.CallLong(this) != 0;

        public long[] size() => shape;

        /// <exception cref="ArgumentOutOfRangeException">The tensor has no such dimension; -1 is the last.</exception>
        public long size(int dim) => shape[PlaceOf(dim)];

        /// <summary>How many elements apart two neighbours in each dimension lie.</summary>
        public long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* first = strides)
                NativeMethods.Check(NativeMethods.dt_strides(Handle, first));
            return Alive(strides);
        }

        public long stride(int dim) => stride()[PlaceOf(dim)];

        public long storage_offset()
        {
            NativeMethods.Check(NativeMethods.dt_storage_offset(Handle, out var offset));
            return Alive(offset);
        }

        public override string ToString() => IsInvalid ? "[disposed]" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        // A tensor whose last use this is must not be finalized before the native call that uses its handle has returned.
        private T Alive<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private int PlaceOf(int dim)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dim, Dimensions);
            ArgumentOutOfRangeException.ThrowIfLessThan(dim, -Dimensions);
            return dim < 0 ? dim + (int)Dimensions : dim;
        }
    }
}
