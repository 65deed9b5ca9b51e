namespace Prometheus;

/// <summary>A value that only grows, from zero at the start of the process.</summary>
public interface ICounter : ICollectorChild
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="increment"/> is negative.</exception>
    void Inc(double increment = 1.0);

    /// <summary>Raises the value to <paramref name="targetValue"/>; a lower target changes nothing.</summary>
    void IncTo(double targetValue);

    double Value { get; }
}
