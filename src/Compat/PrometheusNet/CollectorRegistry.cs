using System.Diagnostics;

namespace Prometheus;

/// <summary>A set of metrics that are exported together. Metrics are added through <see cref="Metrics"/>, and never leave.</summary>
public sealed class CollectorRegistry : ICollectorRegistry
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, List<Collector>> _families = new(StringComparer.Ordinal);
    private readonly List<Func<CancellationToken, Task>> _callbacks = [];
    private Action? _beforeFirstCollect;
    private bool _collected;

    /// <summary>Runs <paramref name="callback"/> before each export, to bring values up to date. What it throws is traced and ignored.</summary>
    public void AddBeforeCollectCallback(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        AddBeforeCollectCallback(_ =>
        {
            callback();
            return Task.CompletedTask;
        });
    }

    /// <summary>Like the other, for work that waits; such callbacks run side by side.</summary>
    public void AddBeforeCollectCallback(Func<CancellationToken, Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate)
        {
            _callbacks.Add(callback);
        }
    }

    /// <summary>Writes all metrics as Prometheus text.</summary>
    public Task CollectAndExportAsTextAsync(Stream to, CancellationToken cancel = default) =>
        CollectAndExportAsTextAsync(to, ExpositionFormat.PrometheusText, cancel);

    /// <summary>Writes all metrics in the given format. The stream stays open.</summary>
    public async Task CollectAndExportAsTextAsync(Stream to, ExpositionFormat format, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        await to.WriteAsync(await CollectAsync(format, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        await to.FlushAsync(cancel).ConfigureAwait(false);
    }

    internal async Task<ReadOnlyMemory<byte>> CollectAsync(ExpositionFormat format, CancellationToken cancel)
    {
        BeforeFirstCollect();
        Func<CancellationToken, Task>[] callbacks;
        lock (_gate)
        {
            callbacks = [.. _callbacks];
        }

        await Task.WhenAll(callbacks.Select(callback => RunAsync(callback, cancel))).ConfigureAwait(false);

        Collector[][] families;
        lock (_gate)
        {
            families = [.. _families.Values.Select(family => family.ToArray())];
        }

        var writer = new ExpositionWriter(format);
        foreach (var family in families)
        {
            writer.WriteFamily(family[0]);
            foreach (var collector in family)
            {
                collector.WriteSamples(writer);
            }
        }

        writer.WriteEnd();
        return writer.Written;
    }

    /// <exception cref="InvalidOperationException">The name belongs to a metric of another kind.</exception>
    internal TCollector GetOrAdd<TCollector>(string name, string[] labelNames, StaticLabels staticLabels, Func<TCollector> create)
        where TCollector : Collector
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(name, out var family))
            {
                var first = create();
                _families.Add(name, [first]);
                return first;
            }

            if (family[0] is not TCollector)
            {
                throw new InvalidOperationException($"Collector of a different type with the same name is already registered: '{name}'.");
            }

            var known = family.Find(collector => collector.LabelNames.AsSpan().SequenceEqual(labelNames) && collector.StaticLabels.Same(staticLabels));
            if (known is null)
            {
                family.Add(known = create());
            }

            return (TCollector)known;
        }
    }

    internal void SetBeforeFirstCollectCallback(Action callback)
    {
        lock (_gate)
        {
            _beforeFirstCollect = callback;
        }
    }

    private static async Task RunAsync(Func<CancellationToken, Task> callback, CancellationToken cancel)
    {
        try
        {
            await callback(cancel).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Values that are a little old are better than no metrics at all.
            Trace.WriteLine($"Metrics before-collect callback failed: {exception}");
        }
    }

    private void BeforeFirstCollect()
    {
        Action? callback;
        lock (_gate)
        {
            callback = _collected ? null : _beforeFirstCollect;
            _collected = true;
        }

        callback?.Invoke();
    }
}
