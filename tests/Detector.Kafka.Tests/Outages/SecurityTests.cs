using Detector.Kafka.Settings;
using Detector.Kafka.Sinks;
using Detector.Kafka.Tests.Sinks;
using Detector.Kafka.Tests.Sources;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Outages;

/// <summary>SASL over TLS, on a broker of its own.</summary>
public sealed class SecurityTests(SecurityTests.SecureKafka secure) : IClassFixture<SecurityTests.SecureKafka>
{
    private readonly string _topic = $"secure-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(SaslMechanism.Plain, "detector-plain")]
    [InlineData(SaslMechanism.ScramSha256, "detector-secret")]
    [InlineData(SaslMechanism.ScramSha512, "detector-512")]
    public void UserAndPasswordOverTlsAreTakenAndWrongOnesAreNamed(SaslMechanism mechanism, string password)
    {
        RealKafka kafka = secure.Kafka;
        KafkaTopics.Create(kafka.BootstrapServers, _topic);
        KafkaTopics.Write(kafka.BootstrapServers, _topic, [TestMessage.Of("hello")]);
        SourceSettings right = Settings(kafka, mechanism, password);
        using (var probe = new SourceProbe(right))
        {
            probe.RunUntil(() => probe.Received.Count == 1);
            probe.Source.Close();
        }

        string alerts = $"{_topic}-alerts";
        using var tracker = new SinkProbe(kafka.BootstrapServers, "unused");
        using var producer = new KafkaProducer(new SinkSettings { Topic = alerts }, right, "cards", new TestLog(), TimeProvider.System);
        new KafkaAlertSink(producer, alerts).Publish(SampleAlert.Of(1), tracker.Ticket(1), CancellationToken.None);
        Assert.Single(KafkaTopics.Read(kafka.BootstrapServers, alerts, 1));

        using var wrong = new SourceProbe(Settings(kafka, mechanism, "guessed"));
        wrong.RunUntil(
            () => wrong.Source.Problem?.Contains("uthentication", StringComparison.Ordinal) == true); // before, that none has answered yet
        Assert.DoesNotContain(wrong.Log.Lines, line => line.Text.Contains("guessed", StringComparison.Ordinal));
    }

    private SourceSettings Settings(RealKafka kafka, SaslMechanism mechanism, string password) => new()
    {
        Bootstrap = kafka.SecureBootstrapServers,
        Topics = [_topic],
        Security = new SecuritySettings
        {
            Protocol = SecurityProtocol.SaslSsl, SaslMechanism = mechanism,
            Username = "detector", Password = password, CaLocation = kafka.CaFile,
        },
    };

    /// <summary>Apache Kafka with TLS and users.</summary>
    public sealed class SecureKafka : IDisposable
    {
        private readonly Lazy<RealKafka> _kafka = new(() =>
        {
            RealKafka kafka = RealKafka.StartOrSkip(secure: true, settings: RealKafka.ScramSha512);
            kafka.AddScramSha512();
            return kafka;
        });

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
