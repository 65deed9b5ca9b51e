using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>
/// A broker for tests that kill and pause it, one after the other: those of what is sent on one, those of what is read on another.
/// </summary>
[CollectionDefinition(nameof(Outages))]
public sealed class Outages : ICollectionFixture<Outages>, IDisposable
{
    private readonly Lazy<RealKafka> _kafka = new(
        () => RealKafka.StartOrSkip(settings: [.. RealKafka.QuickGroups, "auto.create.topics.enable=false"]));

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
