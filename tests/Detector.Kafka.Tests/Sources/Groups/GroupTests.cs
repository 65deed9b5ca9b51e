using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources.Groups;

/// <summary>Several members of one group, each on a thread of its own where it must be, on a real broker.</summary>
public abstract class GroupTests
{
    private protected string Topic { get; } = $"group-{Guid.NewGuid():N}";

    private protected SourceProbe Member(
        string bootstrap, GroupProtocol protocol, Func<SourceSettings, SourceSettings>? change = null, bool stores = true)
    {
        var settings = new SourceSettings
        {
            Bootstrap = bootstrap,
            Topics = [Topic],
            Group = $"g-{Topic}",
            GroupProtocol = protocol,
            SessionTimeout = protocol == GroupProtocol.Classic ? TimeSpan.FromSeconds(4) : null, // the broker's, in the other
        };
        return new SourceProbe(change is null ? settings : change(settings)) { StoresAtOnce = stores, AtOnce = 50 };
    }

    private protected void Write(string bootstrap, int first, int count) =>
        KafkaTopics.Write(bootstrap, Topic, Enumerable.Range(first, count).Select(i => TestMessage.Of($"{i}") with { Partition = i % 4 }));

    private protected static void RunUntil(Func<bool> condition, SourceProbe one, SourceProbe other) =>
        one.RunUntil(() => other.Step() ? condition() : condition());
}
