using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters in order, registered as "0", "1" and so on.</summary>
public class ParameterList : nn.Module, IEnumerable<Parameter>
{
    private readonly List<Parameter> _list = [];

    public ParameterList(params Parameter[] parameters) : base("ParameterList") => append(parameters);

    public int Count => _list.Count;

    public Parameter this[int index] => _list[index];

    public void Add(Parameter item)
    {
        register_parameter(_list.Count.ToString(), item);
        _list.Add(item);
    }

    public void append(params Parameter[] parameters) => extend(parameters);

    public void extend(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
            Add(parameter);
    }

    public bool Contains(Parameter item) => _list.Any(own => ReferenceEquals(own, item));

    public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
