using System.ComponentModel.DataAnnotations;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Settings;

public sealed class SourceSettingsTests
{
    private static readonly SourceSettings Valid = new() { Bootstrap = "127.0.0.1:1", Topics = ["a", "b"] };

    [Fact]
    public void TheSmallestSettingsAreEnough() => Assert.Empty(Problems(Valid));

    [Theory]
    [InlineData("fetch.max.byte", "has no option")]
    [InlineData("linger.ms", "has no option")] // a producer's
    [InlineData("dotnet.cancellation.delay.max.ms", "has no option")] // the client's own, not librdkafka's
    [InlineData("group.id", "is set by Group")]
    [InlineData("group.protocol", "is set by GroupProtocol")]
    [InlineData("enable.auto.offset.store", "is fixed")]
    [InlineData("auto.commit.interval.ms", "is set by CommitInterval")]
    [InlineData("session.timeout.ms", "is set by SessionTimeout")]
    [InlineData("max.poll.interval.ms", "is set by MaxPollInterval")]
    [InlineData("queued.max.messages.kbytes", "is set by PrefetchMegabytes")]
    [InlineData("metadata.broker.list", "is set by Bootstrap")]
    [InlineData("topic.blacklist", "is set by Topics")]
    [InlineData("enable.partition.eof", "is fixed")]
    [InlineData("auto.commit.enable", "is fixed")]
    [InlineData("allow.auto.create.topics", "is fixed")]
    [InlineData("log.queue", "is fixed")]
    [InlineData("group.protocol.type", "is fixed")]
    [InlineData("fetch.max.bites", "did you mean 'fetch.max.bytes'?")]
    public void AnOptionThatIsNotTheUsersIsNamed(string option, string problem)
    {
        ValidationResult result = Assert.Single(Problems(Valid with { Options = new Dictionary<string, string> { [option] = "1" } }));
        Assert.Contains($"'{option}'", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(problem, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(["Options"], result.MemberNames);
    }

    [Theory]
    [InlineData("fetch.max.bytes")]
    [InlineData("ssl.endpoint.identification.algorithm")]
    [InlineData("socket.timeout.ms")]
    public void AnOptionOfLibrdkafkasIsTaken(string option) =>
        Assert.Empty(Problems(Valid with { Options = new Dictionary<string, string> { [option] = "1" } }));

    [Fact]
    public void WithTheConsumerProtocolTheSessionIsTheBrokers()
    {
        SourceSettings consumer = Valid with { GroupProtocol = GroupProtocol.Consumer, MaxPollInterval = TimeSpan.FromSeconds(5) };
        Assert.Empty(Problems(consumer));
        ValidationResult result = Assert.Single(Problems(consumer with { SessionTimeout = TimeSpan.FromSeconds(4) }));
        Assert.Equal(["SessionTimeout"], result.MemberNames);
        Assert.Contains("group.consumer.session.timeout.ms", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("heartbeat.interval.ms", GroupProtocol.Consumer)]
    [InlineData("group.remote.assignor", GroupProtocol.Classic)]
    public void AnOptionOfTheOtherProtocolIsNamed(string option, GroupProtocol protocol)
    {
        SourceSettings settings = Valid with { Options = new Dictionary<string, string> { [option] = "5000" } };
        Assert.Empty(Problems(
            settings with { GroupProtocol = protocol == GroupProtocol.Classic ? GroupProtocol.Consumer : GroupProtocol.Classic }));
        ValidationResult result = Assert.Single(Problems(settings with { GroupProtocol = protocol }));
        Assert.Equal($"'{option}' cannot be set with GroupProtocol {protocol}", result.ErrorMessage);
    }

    [Theory, InlineData(GroupProtocol.Classic), InlineData(GroupProtocol.Consumer)]
    public void LibrdkafkaTakesWhatItIsToldWithEitherProtocol(GroupProtocol protocol)
    {
        using var source = new KafkaSource(
            Valid with { GroupProtocol = protocol, InstanceId = "me" }, "s", new TestLog(), TimeProvider.System);
        Assert.Equal(0, source.AssignedPartitions);
    }

    [Fact]
    public void AllIsToldAtOnce()
    {
        SourceSettings wrong = Valid with
        {
            Topics = ["a", "a", ""],
            MaxPollInterval = TimeSpan.FromSeconds(5),
            Options = new Dictionary<string, string> { ["nonsense"] = "" },
        };
        Assert.Equal(["MaxPollInterval", "Topics:1"],
            Problems(wrong with { Options = Valid.Options, Topics = ["a", "a"] }).SelectMany(p => p.MemberNames).Order());
        Assert.Equal(["Options", "Topics"], Problems(wrong).SelectMany(p => p.MemberNames).Order());
    }

    [Fact]
    public void AValueThatLibrdkafkaRefusesIsOneClearError()
    {
        SourceSettings wrong = Valid with { Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "many" } };
        SourceFailedException error = Assert.Throws<SourceFailedException>(() =>
            new KafkaSource(wrong, "s", new TestLog(), TimeProvider.System));
        Assert.Contains("fetch.max.bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b:9092", null)]
    [InlineData("b", null)]
    [InlineData("kafka-1.example.org:9092, 10.0.0.1:19092,[::1]:9092,[fe80::1]", null)]
    [InlineData("b:99999", "'b:99999' has the port 99999")]
    [InlineData("b:0", "has the port 0")]
    [InlineData("b:", "has no port behind its colon")]
    [InlineData("b:http", "has the port http")]
    [InlineData(":9092", "':9092' has no host")]
    [InlineData("a:99999,:1", "has the port 99999; ports are 1 to 65535; ':1' has no host")]
    [InlineData("a:1,,b:2", "a comma with no broker beside it")]
    [InlineData("a:1,", "a comma with no broker beside it")]
    [InlineData("::1", "has no host")]
    [InlineData("fe80::1:9092", "is no broker")]
    [InlineData("PLAINTEXT://b:9092", "Security:Protocol says how")]
    [InlineData("b/x:9092", "is no broker")]
    [InlineData("a b:9092", "is no broker")]
    public void Brokers_are_hosts_with_ports(string bootstrap, string? problem)
    {
        string[] problems = [.. Problems(Valid with { Bootstrap = bootstrap }).Select(p => p.ErrorMessage!)];
        Assert.Equal(problem is null ? 0 : 1, problems.Length);
        Assert.True(problem is null || problems[0].Contains(problem, StringComparison.OrdinalIgnoreCase), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a.B_c-9", true)]
    [InlineData("...", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("^a", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void Topics_have_names_that_Kafka_takes(string topic, bool isTaken)
    {
        Assert.Equal(isTaken, Problems(Valid with { Topics = ["fine", topic] }).Count == 0);
        Assert.Equal(isTaken, Problems(Valid with { InstanceId = topic }).Count == 0);
    }

    [Theory, InlineData(249, true), InlineData(250, false)]
    public void Topics_have_names_of_a_length_that_Kafka_takes(int length, bool isTaken) =>
        Assert.Equal(isTaken, Problems(Valid with { Topics = [new string('a', length)] }).Count == 0);

    [Theory, InlineData(""), InlineData("a\nb"), InlineData("\0"), InlineData("a\n")]
    public void A_group_has_a_name(string group) =>
        Assert.Equal(["Group"], Assert.Single(Problems(Valid with { Group = group })).MemberNames);

    [Theory]
    [InlineData("b:9092", "B:9092", true)]
    [InlineData("b", "a:9092,b:9092", true)]
    [InlineData("localhost:9092", "127.0.0.1:9092", true)]
    [InlineData("b:9092", "b:9093", false)]
    [InlineData("a:9092", "b:9092", false)]
    [InlineData("", "", false)]
    public void Clusters_are_told_apart_by_their_brokers(string one, string other, bool isSame) =>
        Assert.Equal(isSame, BrokerListAttribute.IsSameCluster(one, other));

    private static List<ValidationResult> Problems(SourceSettings settings)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true);
        return problems;
    }
}
