using System.Diagnostics;
using System.Globalization;

namespace Prometheus;

/// <summary>Metrics of the process itself, read anew before each export.</summary>
public sealed class DotNetStats
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly Lock _gate = new();
    private readonly Counter.Child[] _collections;
    private readonly Counter _cpu;
    private readonly Gauge _virtualMemory;
    private readonly Gauge _workingSet;
    private readonly Gauge _privateMemory;
    private readonly Gauge _handles;
    private readonly Gauge _threads;
    private readonly Gauge _totalMemory;

    private DotNetStats(MetricFactory metrics)
    {
        var collections = metrics.CreateCounter("dotnet_collection_count_total", "GC collection count", ["generation"]);
        _collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(gen => collections.WithLabels(gen.ToString(CultureInfo.InvariantCulture)))];
        var start = metrics.CreateGauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
        _cpu = metrics.CreateCounter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
        _virtualMemory = metrics.CreateGauge("process_virtual_memory_bytes", "Virtual memory size in bytes.");
        _workingSet = metrics.CreateGauge("process_working_set_bytes", "Process working set");
        _privateMemory = metrics.CreateGauge("process_private_memory_bytes", "Process private memory size");
        _handles = metrics.CreateGauge("process_open_handles", "Number of open handles");
        _threads = metrics.CreateGauge("process_num_threads", "Total number of threads");
        _totalMemory = metrics.CreateGauge("dotnet_total_memory_bytes", "Total known allocated memory");
        start.SetToTimeUtc(_process.StartTime);
    }

    /// <summary>Adds the process metrics to a registry.</summary>
    public static void Register(CollectorRegistry registry) =>
        registry.AddBeforeCollectCallback(new DotNetStats(Metrics.WithCustomRegistry(registry)).Update);

    private void Update()
    {
        lock (_gate)
        {
            _process.Refresh();
            for (var gen = 0; gen < _collections.Length; gen++)
            {
                _collections[gen].IncTo(GC.CollectionCount(gen));
            }

            _cpu.IncTo(_process.TotalProcessorTime.TotalSeconds);
            _virtualMemory.Set(_process.VirtualMemorySize64);
            _workingSet.Set(_process.WorkingSet64);
            _privateMemory.Set(_process.PrivateMemorySize64);
            _handles.Set(_process.HandleCount);
            _threads.Set(_process.Threads.Count);
            _totalMemory.Set(GC.GetTotalMemory(forceFullCollection: false));
        }
    }
}
