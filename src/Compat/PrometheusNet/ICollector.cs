namespace Prometheus;

/// <summary>A metric with a name, whatever its kind.</summary>
public interface ICollector
{
    string Name { get; }

    string Help { get; }

    string[] LabelNames { get; }
}
