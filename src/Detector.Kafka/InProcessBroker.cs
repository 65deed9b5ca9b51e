using Confluent.Kafka;
using Detector.Kafka.Clients;

namespace Detector.Kafka;

/// <summary>
/// librdkafka's own broker, inside this process: the real protocol, in memory, on a free port of 127.0.0.1; other processes may
/// connect to it while this one lives. Each partition keeps at most 5 MB and drops what is older: for a demo and for tests, not to keep
/// data in. A group's first member waits three seconds for others; whoever joins later, and a topic that appears later, waits as long
/// as the session timeout, so make topics first and keep that timeout short.
/// </summary>
public sealed class InProcessBroker : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly IProducer<Null, Null> _owner;
    private readonly IAdminClient _admin;

    /// <param name="brokers">Number of brokers in the cluster.</param>
    public InProcessBroker(int brokers = 1)
    {
        Librdkafka.Use();
        var config = new ProducerConfig { BootstrapServers = "in-process" }; // replaced by librdkafka with the cluster's own
        config.Set("test.mock.num.brokers", $"{brokers}");
        _owner = new ProducerBuilder<Null, Null>(config).SetLogHandler((_, _) => { }).Build();
        _admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        BootstrapServers = string.Join(',', _admin.GetMetadata(StartTimeout).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    /// <summary>Addresses of the brokers, as a client's bootstrap servers.</summary>
    public string BootstrapServers { get; }

    /// <summary>Makes a topic with four partitions; to ask for it is enough.</summary>
    public void CreateTopic(string topic) => _admin.GetMetadata(topic, StartTimeout);

    /// <summary>Ends the brokers; what they held is gone.</summary>
    public void Dispose()
    {
        _admin.Dispose();
        _owner.Dispose();
    }
}
