using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp;

/// <summary>
/// Disposes, when it is disposed, the tensors that its thread made while it was the innermost scope, but for those that were
/// moved out. A scope belongs to the thread that opened it.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _current;

    // A tensor knows its place in this list, so that taking it out is no search; the order carries no meaning.
    private readonly List<Tensor> _tensors = [];
    private DisposeScope? _outer;
    private bool _disposed;

    private DisposeScope(DisposeScope? outer) => _outer = outer;

    internal static DisposeScope? Current => _current = FirstOpen(_current);

    private DisposeScope? Outer => _outer = FirstOpen(_outer);

    /// <summary>What the scope would dispose now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _tensors.ToArray();
        }
    }

    public int DisposablesCount
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _tensors.Count;
        }
    }

    public bool Contains(IDisposable disposable) => disposable is Tensor tensor && ReferenceEquals(tensor.OwningDisposeScope, this);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var keep = inKeep.OfType<Tensor>().Where(Contains).ToArray();
        foreach (var tensor in keep)
            Remove(tensor);
        // From the end, so that each tensor leaves the list from the place where that costs nothing.
        while (_tensors.Count > 0)
            _tensors[^1].Dispose();
        foreach (var tensor in keep)
            Add(tensor);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        while (_tensors.Count > 0)
            _tensors[^1].Dispose();
        _disposed = true;
    }

    /// <summary>Forgets something that was disposed by other means.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Contains(disposable))
            Remove((Tensor)disposable);
    }

    internal static DisposeScope Open()
    {
        // A scope that is asked for its outer one forgets those that were closed: their chain cannot grow.
        _ = Current?.Outer;
        return _current = new DisposeScope(_current);
    }

    internal void Add(Tensor tensor)
    {
        tensor.OwningDisposeScope = this;
        tensor.PlaceInScope = _tensors.Count;
        _tensors.Add(tensor);
    }

    internal void Remove(Tensor tensor)
    {
        var last = _tensors[^1];
        _tensors[tensor.PlaceInScope] = last;
        last.PlaceInScope = tensor.PlaceInScope;
        _tensors.RemoveAt(_tensors.Count - 1);
        tensor.OwningDisposeScope = null;
    }

    // Scopes may be closed in another order than the one they were opened in, and by another thread.
    private static DisposeScope? FirstOpen(DisposeScope? scope)
    {
        while (scope is { _disposed: true })
            scope = scope._outer;
        return scope;
    }
}
