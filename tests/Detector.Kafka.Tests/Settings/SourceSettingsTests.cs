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
    [InlineData("session.timeout.ms", GroupProtocol.Consumer)]
    [InlineData("heartbeat.interval.ms", GroupProtocol.Consumer)]
    [InlineData("group.protocol.type", GroupProtocol.Consumer)]
    [InlineData("group.remote.assignor", GroupProtocol.Classic)]
    public void AnOptionOfTheOtherProtocolIsNamed(string option, GroupProtocol protocol)
    {
        SourceSettings settings = Valid with { Options = new Dictionary<string, string> { [option] = "5000" } };
        Assert.Empty(Problems(settings with { GroupProtocol = protocol == GroupProtocol.Classic ? GroupProtocol.Consumer : GroupProtocol.Classic }));
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
        Assert.Equal(["MaxPollInterval", "Options", "Topics", "Topics"], Problems(wrong).SelectMany(p => p.MemberNames).Order());
    }

    [Fact]
    public void AValueThatLibrdkafkaRefusesIsOneClearError()
    {
        SourceSettings wrong = Valid with { Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "many" } };
        SourceFailedException error = Assert.Throws<SourceFailedException>(() => new KafkaSource(wrong, "s", new TestLog(), TimeProvider.System));
        Assert.Contains("fetch.max.bytes", error.Message, StringComparison.Ordinal);
    }

    private static List<ValidationResult> Problems(SourceSettings settings) => [.. settings.Validate(new ValidationContext(settings))];
}
