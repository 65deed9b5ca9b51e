namespace Prometheus;

/// <summary>A value that goes up and down.</summary>
public interface IGauge : ICollectorChild
{
    void Inc(double increment = 1);

    void Set(double val);

    void Dec(double decrement = 1);

    /// <summary>Raises the value to <paramref name="targetValue"/>; a lower target changes nothing.</summary>
    void IncTo(double targetValue);

    /// <summary>Lowers the value to <paramref name="targetValue"/>; a higher target changes nothing.</summary>
    void DecTo(double targetValue);

    double Value { get; }
}
