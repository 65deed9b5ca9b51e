namespace Prometheus;

/// <summary>A metric that only grows, from zero at the start of the process.</summary>
public sealed class Counter : Collector<Counter.Child>, ICounter
{
    private readonly bool _publish;

    internal Counter(string name, string help, string[] labelNames, StaticLabels staticLabels, CounterConfiguration? configuration)
        : base(name, help, labelNames, staticLabels) => _publish = configuration?.SuppressInitialValue != true;

    public double Value => Unlabelled.Value;

    internal override MetricType Type => MetricType.Counter;

    public void Inc(double increment = 1.0) => Unlabelled.Inc(increment);

    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    public void Publish() => Unlabelled.Publish();

    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues) => new(this, labelValues, _publish);

    /// <inheritdoc cref="ICounter"/>
    public sealed class Child : ChildBase, ICounter
    {
        private AtomicDouble _value;

        internal Child(Collector parent, string[] labelValues, bool publish)
            : base(parent, labelValues, publish)
        {
        }

        public double Value => _value.Value;

        public void Inc(double increment = 1.0)
        {
            if (increment < 0.0)
            {
                throw new ArgumentOutOfRangeException(nameof(increment), increment, $"Counter value cannot decrease ('{Name}').");
            }

            _value.Add(increment);
            Publish();
        }

        public void IncTo(double targetValue)
        {
            _value.IncrementTo(targetValue);
            Publish();
        }

        private protected override void WriteSamples(ExpositionWriter writer) => writer.WriteSample(Name, string.Empty, Labels, _value.Value);
    }
}
