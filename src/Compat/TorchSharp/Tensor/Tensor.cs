using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A handle to a libtorch tensor. Dispose it, or make it inside a <see cref="DisposeScope"/>: the garbage collector sees only
    /// the handle's few bytes and would come far too late.
    /// </summary>
    /// <remarks>Members carry PyTorch's names and meaning. A failed one throws an ExternalException with libtorch's own message.</remarks>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;
        private nint _handle;

        internal Tensor(nint handle) : this(handle, register: true)
        {
        }

        private protected Tensor(nint handle, bool register)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > _peakCount)
                _peakCount = count;
            if (register)
                DisposeScope.Current?.Add(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many tensors the process holds that are neither disposed nor collected.</summary>
        public static long TotalCount => _totalCount;

        /// <summary>The most tensors that the process ever held at once.</summary>
        public static long PeakCount => _peakCount;

        public string? name { get; set; }

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native handle, which the tensor goes on owning.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw Disposed();

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal int PlaceInScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether the other tensor has the same shape and elements.</summary>
        public bool Equals(Tensor target) => Aten.equal.CallLong(this, target) != 0;

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0)
                return;
            if (disposing)
                OwningDisposeScope?.Remove(this);
            Interlocked.Decrement(ref _totalCount);
            NativeMethods.dt_release(_handle);
            _handle = 0;
        }

        /// <summary>Gives the native handle away; this object is invalid from now on.</summary>
        internal nint MoveHandle()
        {
            var moved = Handle;
            Interlocked.Decrement(ref _totalCount);
            _handle = 0;
            GC.SuppressFinalize(this);
            return moved;
        }

        /// <summary>Takes another tensor's handle in place of the own one; the other object is invalid from now on.</summary>
        internal void ReplaceHandle(Tensor other)
        {
            NativeMethods.dt_release(Handle);
            other.OwningDisposeScope?.Remove(other);
            _handle = other.MoveHandle();
        }

        private ObjectDisposedException Disposed() => new(
            name ?? GetType().Name, "The tensor was disposed, perhaps with the dispose scope it was made in; MoveToOuterDisposeScope() keeps it alive.");
    }
}
