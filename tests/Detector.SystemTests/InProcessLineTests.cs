using Detector.Kafka;

namespace Detector.SystemTests;

/// <summary>The whole line over librdkafka's in-process broker, in this process; the daemon is another.</summary>
public sealed class InProcessLineTests(TrainedStream stream) : LineTests(stream), IDisposable
{
    private readonly InProcessBroker _broker = new();

    protected override string Bootstrap => _broker.BootstrapServers;

    public void Dispose() => _broker.Dispose();

    protected override string NewTopic() => $"events-{Guid.NewGuid():N}";
}
