using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>Tests that kill and pause a broker: one after the other, on one broker that is theirs alone.</summary>
[CollectionDefinition(nameof(Outages))]
public sealed class Outages : ICollectionFixture<Outages>, IDisposable
{
    private readonly Lazy<RealKafka> _kafka = new(() => RealKafka.StartOrSkip().WithQuickGroups("auto.create.topics.enable=false"));

    /// <summary>The broker, running; it creates no topic by itself.</summary>
    public RealKafka Running()
    {
        _kafka.Value.Restore();
        return _kafka.Value;
    }

    public void Dispose()
    {
        if (_kafka.IsValueCreated)
        {
            _kafka.Value.Restore();
            _kafka.Value.Dispose();
        }
    }
}
