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
    [InlineData("retries", true)]
    [InlineData("delivery.report.only.error", true)]
    [InlineData("api.version.request", true)]
    [InlineData("request.required.acks", true)]
    public void OptionsAreThoseOfAProducer(string option, bool isRefused)
    {
        var settings = new SinkSettings { Topic = "alerts", Options = new Dictionary<string, string> { [option] = "1" } };
        Assert.Equal(isRefused, Problems(settings).Count > 0);
    }

    [Theory]
    [InlineData("alerts", "", "DeadLetterTopic")]
    [InlineData("alerts", "dead letters", "DeadLetterTopic")]
    [InlineData("..", null, "Topic")]
    [InlineData("^alerts.*", null, "Topic")]
    [InlineData("__consumer_offsets", null, "Topic")]
    [InlineData("alerts", "__transaction_state", "DeadLetterTopic")]
    public void Topics_have_names_that_Kafka_takes(string topic, string? deadLetters, string setting) =>
        Assert.Equal(
            [setting], Problems(new SinkSettings { Topic = topic, DeadLetterTopic = deadLetters }).SelectMany(p => p.MemberNames));

    [Fact]
    public void The_default_for_dead_letters_has_a_name_that_Kafka_takes_too()
    {
        Assert.Empty(Problems(new SinkSettings { Topic = new string('a', 236) }));
        Assert.Empty(Problems(new SinkSettings { Topic = new string('a', 249), DeadLetterTopic = "d" }));
        Assert.Equal(["Topic"], Assert.Single(Problems(new SinkSettings { Topic = new string('a', 237) })).MemberNames);
        Assert.Equal(
            ["Topic"], Assert.Single(Problems(new SinkSettings { Topic = new string('a', 250), DeadLetterTopic = "d" })).MemberNames);
    }

    [Fact]
    public void DeadLettersHaveATopicOfTheirOwn()
    {
        var settings = new SinkSettings { Topic = "alerts", DeadLetterTopic = "alerts" };
        Assert.Equal(["DeadLetterTopic"], Assert.Single(settings.Validate(new ValidationContext(settings))).MemberNames);
    }

    private static List<ValidationResult> Problems(SinkSettings settings)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true);
        return problems;
    }
}
