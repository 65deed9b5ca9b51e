using Detector.TestKit;

[assembly: AssemblyFixture(typeof(Detector.Kafka.Tests.Brokers))]

namespace Detector.Kafka.Tests;

/// <summary>One broker of each kind for all tests, started when the first test asks for it.</summary>
public sealed class Brokers : IDisposable
{
    private readonly Lazy<InProcessBroker> _inProcess = new(() => new InProcessBroker());
    private readonly Lazy<RealKafka> _real = new(() => RealKafka.StartOrSkip(settings: RealKafka.QuickGroups));

    public RealKafka Real => _real.Value;

    public string Bootstrap(BrokerKind kind) => kind == BrokerKind.Real ? Real.BootstrapServers : _inProcess.Value.BootstrapServers;

    /// <summary>Makes a topic with four partitions and returns the broker's address.</summary>
    public string WithTopic(BrokerKind kind, string topic)
    {
        if (kind == BrokerKind.Real)
        {
            KafkaTopics.Create(Bootstrap(kind), topic);
        }
        else
        {
            _inProcess.Value.CreateTopic(topic);
        }

        return Bootstrap(kind);
    }

    public void Dispose()
    {
        if (_inProcess.IsValueCreated)
        {
            _inProcess.Value.Dispose();
        }

        if (_real.IsValueCreated)
        {
            _real.Value.Dispose();
        }
    }
}
