using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers of its own, for operators that take one.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        private Generator(nint handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            using var source = DefaultOf(this.device);
            NativeMethods.Check(NativeMethods.dt_clone_generator(source.Handle, out _handle));
            NativeMethods.Check(NativeMethods.dt_generator_seed(_handle, 1, 0, ref seed));
        }

        ~Generator() => Dispose(false);

        /// <summary>The CPU generator that operators use when they are given none.</summary>
        public static Generator Default => DefaultOf(CPU);

        public nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            var value = (ulong)seed;
            NativeMethods.Check(NativeMethods.dt_generator_seed(Handle, 1, 0, ref value));
            return this;
        }

        /// <summary>Seeds the generator with a number that does not repeat, and returns that number.</summary>
        public long seed()
        {
            ulong value = 0;
            NativeMethods.Check(NativeMethods.dt_generator_seed(Handle, 0, 1, ref value));
            return (long)value;
        }

        public long initial_seed()
        {
            ulong value = 0;
            NativeMethods.Check(NativeMethods.dt_generator_seed(Handle, 0, 0, ref value));
            return (long)value;
        }

        public Tensor get_state()
        {
            NativeMethods.Check(NativeMethods.dt_generator_state(Handle, 0, out var state));
            return new Tensor(state);
        }

        public void set_state(Tensor value) => NativeMethods.Check(NativeMethods.dt_generator_state(Handle, value.Handle, out _));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle != 0)
                NativeMethods.dt_release_generator(_handle);
            _handle = 0;
        }

        private static Generator DefaultOf(Device device)
        {
            NativeMethods.Check(NativeMethods.dt_default_generator((long)device.type, device.index, out var handle));
            return new Generator(handle, device);
        }
    }
}
