namespace Prometheus;

/// <summary>A metric and its series. Finding a series takes a lock: keep it, where it is used often.</summary>
public abstract class Collector<TChild> : Collector, ICollector<TChild>
    where TChild : ChildBase
{
    private readonly Dictionary<string[], TChild> _children = new(LabelValuesComparer.Instance);
    private readonly Lock _gate = new();
    private volatile TChild? _unlabelled;

    internal Collector(string name, string help, string[] labelNames, StaticLabels staticLabels)
        : base(name, help, labelNames, staticLabels)
    {
    }

    /// <summary>The series without labels; made on first use, even where the metric has labels.</summary>
    protected internal TChild Unlabelled => _unlabelled ?? GetOrAdd([]);

    TChild ICollector<TChild>.Unlabelled => Unlabelled;

    /// <summary>The series with these label values, in the order of the label names; made on first use.</summary>
    /// <exception cref="ArgumentException">Not as many values as the metric has labels.</exception>
    /// <exception cref="NotSupportedException">A value is null.</exception>
    public TChild WithLabels(params string[] labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);
        return WithLabels(labelValues.AsSpan());
    }

    /// <inheritdoc cref="WithLabels(string[])"/>
    public TChild WithLabels(ReadOnlyMemory<string> labelValues) => WithLabels(labelValues.Span);

    /// <inheritdoc cref="WithLabels(string[])"/>
    public TChild WithLabels(ReadOnlySpan<string> labelValues)
    {
        Validate(labelValues);
        return GetOrAdd(labelValues);
    }

    /// <summary>Forgets a series and its values.</summary>
    public void RemoveLabelled(params string[] labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);
        Validate(labelValues);
        RemoveChild(labelValues);
    }

    /// <summary>The label values of all series that have labels.</summary>
    public IEnumerable<string[]> GetAllLabelValues()
    {
        lock (_gate)
        {
            return [.. _children.Keys.Where(values => values.Length > 0).Select(values => (string[])values.Clone())];
        }
    }

    internal override void RemoveChild(string[] labelValues)
    {
        lock (_gate)
        {
            _children.Remove(labelValues);
            if (labelValues.Length == 0)
            {
                _unlabelled = null;
            }
        }
    }

    internal override void WriteSamples(ExpositionWriter writer)
    {
        if (LabelNames.Length == 0)
        {
            _ = Unlabelled;
        }

        TChild[] children;
        lock (_gate)
        {
            children = [.. _children.Values];
        }

        foreach (var child in children)
        {
            child.Write(writer);
        }
    }

    private protected abstract TChild NewChild(string[] labelValues);

    private TChild GetOrAdd(ReadOnlySpan<string> labelValues)
    {
        lock (_gate)
        {
            var lookup = _children.GetAlternateLookup<ReadOnlySpan<string>>();
            if (!lookup.TryGetValue(labelValues, out var child))
            {
                child = NewChild(labelValues.ToArray());
                lookup[labelValues] = child;
            }

            if (labelValues.IsEmpty)
            {
                _unlabelled = child;
            }

            return child;
        }
    }

    private void Validate(ReadOnlySpan<string> labelValues)
    {
        foreach (var value in labelValues)
        {
            if (value is null)
            {
                throw new NotSupportedException($"Null values are not supported for metric label names and values (metric '{Name}').");
            }
        }

        if (labelValues.Length != LabelNames.Length)
        {
            throw new ArgumentException(
                $"The list of label values must have the same number of elements as the list of label names (metric '{Name}' has "
                + $"{LabelNames.Length}: {string.Join(", ", LabelNames)}).",
                nameof(labelValues));
        }
    }
}
