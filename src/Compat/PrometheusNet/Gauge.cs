namespace Prometheus;

/// <summary>A metric that goes up and down.</summary>
public sealed class Gauge : Collector<Gauge.Child>, IGauge
{
    private readonly bool _publish;

    internal Gauge(string name, string help, string[] labelNames, StaticLabels staticLabels, GaugeConfiguration? configuration)
        : base(name, help, labelNames, staticLabels) => _publish = configuration?.SuppressInitialValue != true;

    public double Value => Unlabelled.Value;

    internal override MetricType Type => MetricType.Gauge;

    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    public void Set(double val) => Unlabelled.Set(val);

    public void Dec(double decrement = 1) => Unlabelled.Dec(decrement);

    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    public void DecTo(double targetValue) => Unlabelled.DecTo(targetValue);

    public void Publish() => Unlabelled.Publish();

    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues) => new(this, labelValues, _publish);

    /// <inheritdoc cref="IGauge"/>
    public sealed class Child : ChildBase, IGauge
    {
        private AtomicDouble _value;

        internal Child(Collector parent, string[] labelValues, bool publish)
            : base(parent, labelValues, publish)
        {
        }

        public double Value => _value.Value;

        public void Inc(double increment = 1)
        {
            _value.Add(increment);
            Publish();
        }

        public void Set(double val)
        {
            _value.Value = val;
            Publish();
        }

        public void Dec(double decrement = 1) => Inc(-decrement);

        public void IncTo(double targetValue)
        {
            _value.IncrementTo(targetValue);
            Publish();
        }

        public void DecTo(double targetValue)
        {
            _value.DecrementTo(targetValue);
            Publish();
        }

        private protected override void WriteSamples(ExpositionWriter writer) => writer.WriteSample(Name, string.Empty, Labels, _value.Value);
    }
}
