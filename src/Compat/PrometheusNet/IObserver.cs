namespace Prometheus;

/// <summary>Takes single measured values.</summary>
public interface IObserver : ICollectorChild
{
    void Observe(double val);
}
