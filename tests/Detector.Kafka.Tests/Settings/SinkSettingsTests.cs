using System.ComponentModel.DataAnnotations;
using Detector.Kafka.Settings;

namespace Detector.Kafka.Tests.Settings;

public sealed class SinkSettingsTests
{
    [Theory]
    [InlineData("fetch.max.bytes", true)] // a consumer's
    [InlineData("acks", true)]
    [InlineData("message.timeout.ms", true)]
    [InlineData("linger.ms", false)]
    [InlineData("compression.type", false)]
    public void OptionsAreThoseOfAProducer(string option, bool isRefused)
    {
        var settings = new SinkSettings { Topic = "alerts", Options = new Dictionary<string, string> { [option] = "1" } };
        Assert.Equal(isRefused, settings.Validate(new ValidationContext(settings)).Any());
    }

    [Fact]
    public void DeadLettersHaveATopicOfTheirOwn()
    {
        var settings = new SinkSettings { Topic = "alerts", DeadLetterTopic = "alerts" };
        Assert.Equal(["DeadLetterTopic"], Assert.Single(settings.Validate(new ValidationContext(settings))).MemberNames);
    }
}
