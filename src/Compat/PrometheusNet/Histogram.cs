namespace Prometheus;

/// <summary>
/// A metric that counts measured values by size. Safe for many threads, but not atomic: an export during an
/// observation may already hold its bucket and not yet its sum.
/// </summary>
public sealed partial class Histogram : Collector<Histogram.Child>, IHistogram
{
    private static readonly double[] DefaultBuckets = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    private readonly double[] _bounds;
    private readonly bool _publish;

    /// <exception cref="ArgumentException">A label is called "le", or the buckets are none or do not increase.</exception>
    internal Histogram(string name, string help, string[] labelNames, StaticLabels staticLabels, HistogramConfiguration? configuration)
        : base(name, help, labelNames, staticLabels)
    {
        if (labelNames.Contains("le"))
        {
            throw new ArgumentException("'le' is a reserved label name");
        }

        _bounds = [.. configuration?.Buckets ?? DefaultBuckets];
        if (_bounds.Length == 0)
        {
            throw new ArgumentException("Histogram must have at least one bucket");
        }

        if (!double.IsPositiveInfinity(_bounds[^1]))
        {
            _bounds = [.. _bounds, double.PositiveInfinity];
        }

        for (var i = 1; i < _bounds.Length; i++)
        {
            if (!(_bounds[i] > _bounds[i - 1]))
            {
                throw new ArgumentException("Bucket values must be increasing");
            }
        }

        _publish = configuration?.SuppressInitialValue != true;
    }

    public double Sum => Unlabelled.Sum;

    public long Count => Unlabelled.Count;

    internal override MetricType Type => MetricType.Histogram;

    public void Observe(double val) => Unlabelled.Observe(val, 1);

    public void Observe(double val, long count) => Unlabelled.Observe(val, count);

    public void Publish() => Unlabelled.Publish();

    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues) => new(this, labelValues, _bounds, _publish);

    /// <inheritdoc cref="IHistogram"/>
    public sealed class Child : ChildBase, IHistogram
    {
        private readonly double[] _bounds;
        private readonly long[] _counts;
        private AtomicDouble _sum;

        internal Child(Histogram parent, string[] labelValues, double[] bounds, bool publish)
            : base(parent, labelValues, publish)
        {
            _bounds = bounds;
            _counts = new long[bounds.Length];
        }

        public double Sum => _sum.Value;

        public long Count
        {
            get
            {
                var total = 0L;
                for (var i = 0; i < _counts.Length; i++)
                {
                    total += Volatile.Read(ref _counts[i]);
                }

                return total;
            }
        }

        public void Observe(double val) => Observe(val, 1);

        public void Observe(double val, long count)
        {
            if (double.IsNaN(val))
            {
                return;
            }

            var bucket = 0;
            while (val > _bounds[bucket])
            {
                bucket++;
            }

            Interlocked.Add(ref _counts[bucket], count);
            _sum.Add(val * count);
            Publish();
        }

        private protected override void WriteSamples(ExpositionWriter writer)
        {
            // The total is the last bucket's by construction, whatever other threads add meanwhile.
            Span<long> cumulative = stackalloc long[_counts.Length];
            var total = 0L;
            for (var i = 0; i < cumulative.Length; i++)
            {
                cumulative[i] = total += Volatile.Read(ref _counts[i]);
            }

            writer.WriteSample(Name, "_sum", Labels, _sum.Value);
            writer.WriteSample(Name, "_count", Labels, total);
            for (var i = 0; i < cumulative.Length; i++)
            {
                writer.WriteBucket(Name, Labels, _bounds[i], cumulative[i]);
            }
        }
    }
}
