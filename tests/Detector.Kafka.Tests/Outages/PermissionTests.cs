using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;
using Detector.Kafka.Tests.Sinks;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>What the sinks do while they may not write, on a broker that asks who is there and what he may.</summary>
public sealed class PermissionTests(PermissionTests.StrictKafka strict) : IClassFixture<PermissionTests.StrictKafka>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";
    private RealKafka Kafka => strict.Kafka;

    [Theory]
    [InlineData(true)] // of another topic it may write: the client stays what it is
    [InlineData(false)] // of none: the client is told that it cannot go on, and another takes its place
    public async Task APermissionThatIsLostIsWaitedForAtTheStartAndLater(bool mayWriteElsewhere)
    {
        KafkaTopics.Create(Kafka.BootstrapServers, _topic, 1);
        KafkaTopics.Create(Kafka.BootstrapServers, $"{_topic}-other", 1);
        await AllowAsync(_topic, AclOperation.Describe);
        if (mayWriteElsewhere)
        {
            await AllowAsync($"{_topic}-other", AclOperation.Write);
        }

        var source = new SourceSettings
        {
            Bootstrap = Kafka.SecureBootstrapServers,
            Topics = ["transactions"],
            Security = new SecuritySettings
            {
                Protocol = Detector.Kafka.Settings.SecurityProtocol.SaslSsl,
                SaslMechanism = Detector.Kafka.Settings.SaslMechanism.Plain,
                Username = "detector",
                Password = "detector-secret",
                CaLocation = Kafka.CaFile,
            },
        };
        using var probe = new SinkProbe(source, _topic, new SinkSettings { Topic = _topic });
        probe.Publish(0, 10);
        await RefusedAsync(probe);
        await AllowAsync(_topic, AclOperation.Write);
        Assert.True(probe.Drain(Patience));
        await Eventually.Holds(() => probe.Producer.Obstacle is null, "nothing is in the way");

        await ForbidAsync(_topic, AclOperation.Write);
        await Eventually.Holds(
            () =>
            {
                probe.Publish(probe.Next());
                return probe.Producer.Obstacle is not null;
            },
            "the sink says what it waits for");
        await RefusedAsync(probe);
        await AllowAsync(_topic, AclOperation.Write);
        Assert.True(probe.Drain(Patience));
        Assert.Null(probe.Producer.Obstacle);
        int count = probe.Stored.Count;
        Assert.Equal(count, probe.Stored.Distinct().Count());
        Assert.Equal(
            count, KafkaTopics.Read(Kafka.BootstrapServers, _topic, count).Select(alert => alert.Header("ce_id")).Distinct().Count());
        Assert.Equal(0, probe.Producer.GivenUp);
        await ForbidAsync(_topic, AclOperation.Write);
        await ForbidAsync($"{_topic}-other", AclOperation.Write);
    }

    private static async Task RefusedAsync(SinkProbe probe)
    {
        await Eventually.Holds(() => probe.Producer.Obstacle?.Reason.Contains("uthorization", StringComparison.Ordinal) == true,
            "it is said what is wrong");
        Assert.True(probe.Producer.Pending > 0);
        Assert.False(probe.Producer.Failure.IsCompleted);
    }

    private async Task AllowAsync(string topic, AclOperation operation)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Kafka.BootstrapServers }).Build();
        await admin.CreateAclsAsync([Binding(topic, operation)]);
    }

    private async Task ForbidAsync(string topic, AclOperation operation)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Kafka.BootstrapServers }).Build();
        await admin.DeleteAclsAsync([Binding(topic, operation).ToFilter()]);
    }

    private static AclBinding Binding(string topic, AclOperation operation) => new()
    {
        Pattern = new ResourcePattern { Type = ResourceType.Topic, Name = topic, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new AccessControlEntry { Principal = "User:detector", Host = "*",
            Operation = operation, PermissionType = AclPermissionType.Allow },
    };

    /// <summary>Apache Kafka where only those may do something who were allowed to.</summary>
    public sealed class StrictKafka : IDisposable
    {
        private readonly Lazy<RealKafka> _kafka = new(() => RealKafka.StartOrSkip(secure: true, settings:
        [
            .. RealKafka.QuickGroups,
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users=User:ANONYMOUS",
            "auto.create.topics.enable=false",
        ]));

        public RealKafka Kafka => _kafka.Value;

        public void Dispose()
        {
            if (_kafka.IsValueCreated)
            {
                _kafka.Value.Dispose();
            }
        }
    }
}
