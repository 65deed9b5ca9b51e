namespace Prometheus;

/// <summary>One time series of a metric (a histogram: one set of buckets).</summary>
public interface ICollectorChild;
