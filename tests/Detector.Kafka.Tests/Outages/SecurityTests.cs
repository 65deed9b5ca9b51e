using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;
using Detector.Kafka.Tests.Sinks;
using Detector.Kafka.Tests.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

[Collection(nameof(Outages))]
public sealed class SecurityTests
{
    [Fact]
    public void UserAndPasswordOverTlsAreTakenAndWrongOnesAreNamed()
    {
        using RealKafka kafka = RealKafka.StartOrSkip(secure: true);
        KafkaTopics.Create(kafka.BootstrapServers, "events");
        KafkaTopics.Write(kafka.BootstrapServers, "events", [TestMessage.Of("hello")]);
        SourceSettings right = Settings(kafka, "detector-secret");
        using (var probe = new SourceProbe(right))
        {
            probe.RunUntil(() => probe.Received.Count == 1);
            probe.Source.Close();
        }

        using var tracker = new SinkProbe(kafka.BootstrapServers, "unused");
        using var producer = new KafkaProducer(new SinkSettings { Topic = "alerts" }, right, "cards", new TestLog(), TimeProvider.System);
        new KafkaAlertSink(producer, "alerts").Publish(SampleAlert.Of(1), tracker.Ticket(1));
        Assert.Single(KafkaTopics.Read(kafka.BootstrapServers, "alerts", 1));

        using var wrong = new SourceProbe(Settings(kafka, "guessed"));
        wrong.RunUntil(() => wrong.Source.Problem?.Contains("uthentication", StringComparison.Ordinal) == true); // before, that none has answered yet
        Assert.DoesNotContain(wrong.Log.Lines, line => line.Text.Contains("guessed", StringComparison.Ordinal));
    }

    private static SourceSettings Settings(RealKafka kafka, string password) => new()
    {
        Bootstrap = kafka.SecureBootstrapServers,
        Topics = ["events"],
        Security = new SecuritySettings
        {
            Protocol = SecurityProtocol.SaslSsl, Username = "detector", Password = password, CaLocation = kafka.CaFile,
        },
    };
}
