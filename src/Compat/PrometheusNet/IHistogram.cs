namespace Prometheus;

/// <summary>Counts measured values by size.</summary>
public interface IHistogram : IObserver
{
    /// <summary>Counts <paramref name="count"/> measurements of the same value <paramref name="val"/>. NaN is ignored.</summary>
    void Observe(double val, long count);

    /// <summary>Sum of all measured values.</summary>
    double Sum { get; }

    /// <summary>Number of all measured values.</summary>
    long Count { get; }
}
