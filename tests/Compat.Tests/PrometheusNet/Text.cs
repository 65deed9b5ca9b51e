using System.Text;
using Prometheus;

namespace Compat.Tests.PrometheusNet;

internal static class Text
{
    public static async Task<string> ExportAsync(this CollectorRegistry registry, ExpositionFormat format = ExpositionFormat.PrometheusText)
    {
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, format, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
