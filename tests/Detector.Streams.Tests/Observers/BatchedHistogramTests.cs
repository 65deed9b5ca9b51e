using Detector.Streams.Observers;
using Prometheus;

namespace Detector.Streams.Tests.Observers;

public sealed class BatchedHistogramTests
{
    private static readonly double[] Bounds = Histogram.ExponentialBuckets(0.1, 1.5, 8);

    [Fact]
    public async Task BucketsAndSumAreThoseOfSingleObservations()
    {
        var random = new Random(5);
        double[] values = [
            .. Enumerable.Range(0, 5000).Select(_ => Math.Exp((3 * random.NextDouble()) - 2.5)),
            .. Bounds, .. Bounds.Select(Math.BitIncrement), 0, 1e6];
        CollectorRegistry single = Metrics.NewCustomRegistry();
        CollectorRegistry batched = Metrics.NewCustomRegistry();
        Histogram.Child one = Child(single);
        var many = new BatchedHistogram(Child(batched), Bounds);
        for (int i = 0; i < values.Length; i++)
        {
            one.Observe(values[i]);
            many.Observe(values[i]);
            if (i % 700 == 0)
            {
                many.Flush();
            }
        }

        many.Flush();
        many.Flush();
        (string[] buckets, double sum) = await Read(single);
        (string[] batchedBuckets, double batchedSum) = await Read(batched);
        Assert.Equal(buckets, batchedBuckets);
        Assert.Equal(Bounds.Length + 2, buckets.Length); // those, infinity, and the count
        Assert.Equal(sum, batchedSum, 1e-9 * sum);
    }

    [Fact]
    public async Task AMeanThatIsRoundedStaysInItsBucket()
    {
        CollectorRegistry registry = Metrics.NewCustomRegistry();
        var many = new BatchedHistogram(Child(registry), Bounds);
        const int Most = 100;
        for (int count = 1; count <= Most; count++)
        {
            foreach (double bound in Bounds)
            {
                for (int i = 0; i < count; i++)
                {
                    many.Observe(bound);
                }
            }

            many.Flush();
        }

        (string[] buckets, _) = await Read(registry);
        Assert.Equal(
            Enumerable.Range(1, Bounds.Length).Select(i => $"{i * Most * (Most + 1) / 2}"),
            buckets[..Bounds.Length].Select(bucket => bucket.Split(' ')[1]));
    }

    private static Histogram.Child Child(CollectorRegistry registry) => Metrics.WithCustomRegistry(registry)
        .CreateHistogram("h", "help", new HistogramConfiguration { LabelNames = ["stream"], Buckets = Bounds }).WithLabels("s");

    private static async Task<(string[] Buckets, double Sum)> Read(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        string[] lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        double sum = double.Parse(lines.Single(line => line.StartsWith("h_sum", StringComparison.Ordinal)).Split(' ')[1], null);
        IEnumerable<string> counts = lines.Where(line => line.StartsWith("h_bucket", StringComparison.Ordinal)).OrderBy(Bound);
        return ([.. counts, lines.Single(line => line.StartsWith("h_count", StringComparison.Ordinal))], sum);

        static double Bound(string line) => line.Split('"')[^2] is not "+Inf" and var bound ? double.Parse(bound, null) : double.MaxValue;
    }
}
