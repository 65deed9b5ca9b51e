namespace Prometheus;

/// <summary>One time series of a metric (a histogram: one set of buckets). Changing its value takes no lock and allocates nothing.</summary>
public abstract class ChildBase : ICollectorChild, IDisposable
{
    private readonly Collector _parent;
    private readonly string[] _labelValues;
    private volatile bool _published;

    internal ChildBase(Collector parent, string[] labelValues, bool publish)
    {
        _parent = parent;
        _labelValues = labelValues;
        _published = publish;
        var names = labelValues.Length == 0 ? parent.StaticLabels.Names : [.. parent.LabelNames, .. parent.StaticLabels.Names];
        Labels = ExpositionWriter.RenderLabels(names, [.. labelValues, .. parent.StaticLabels.Values]);
    }

    /// <summary>Labels as they are exported: <c>name="value",name="value"</c>; empty for none.</summary>
    internal string Labels { get; }

    internal string Name => _parent.Name;

    /// <summary>Exports the series from now on, even where its value was never set.</summary>
    public void Publish()
    {
        // Read first: a write on every event would move the cache line between the writing threads for nothing.
        if (!_published)
        {
            _published = true;
        }
    }

    /// <summary>Stops exporting the series until its value is set again or <see cref="Publish"/> is called.</summary>
    public void Unpublish() => _published = false;

    /// <summary>Forgets the series and its values.</summary>
    public void Remove() => _parent.RemoveChild(_labelValues);

    public void Dispose() => Remove();

    internal void Write(ExpositionWriter writer)
    {
        if (_published)
        {
            WriteSamples(writer);
        }
    }

    private protected abstract void WriteSamples(ExpositionWriter writer);
}
