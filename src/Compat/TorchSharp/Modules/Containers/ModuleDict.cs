using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules under names of their own, in the order they were added.</summary>
public class ModuleDict<T> : nn.Module, IEnumerable<(string, T)> where T : nn.Module
{
    private readonly OrderedDictionary<string, T> _modules = [];

    public ModuleDict() : base("ModuleDict")
    {
    }

    public int Count => _modules.Count;

    public ICollection<string> Keys => _modules.Keys;

    public ICollection<T> Values => _modules.Values;

    public T this[string key]
    {
        get => _modules[key];
        set => Change(() => _modules[key] = value);
    }

    public (string, T) this[int index] => (_modules.GetAt(index).Key, _modules.GetAt(index).Value);

    public IEnumerator<(string, T)> items() => GetEnumerator();

    public IEnumerable<string> keys() => _modules.Keys;

    public IEnumerable<T> values() => _modules.Values;

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string key, T value) => Change(() => _modules.Add(key, value));

    public bool ContainsKey(string key) => _modules.ContainsKey(key);

    public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => _modules.TryGetValue(key, out value);

    public bool Remove(string key)
    {
        var found = _modules.ContainsKey(key);
        Change(() => _modules.Remove(key));
        return found;
    }

    public void Clear() => Change(_modules.Clear);

    public void clear() => Clear();

    public IEnumerator<(string, T)> GetEnumerator() => _modules.Select(pair => (pair.Key, pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Change(Action change)
    {
        change();
        ClearModules();
        foreach (var (name, module) in _modules)
            register_module(name, module);
    }
}
