using Prometheus;

namespace Compat.Tests.PrometheusNet;

internal static class StandIn
{
    /// <summary>False: built with the genuine package, which is laxer in the few things that its README lists.</summary>
    public static bool Present => typeof(Metrics).Assembly.GetName().Name == "PrometheusNet";
}
