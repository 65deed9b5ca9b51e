using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Settings;
using Microsoft.Extensions.Logging;
using KafkaProtocol = Confluent.Kafka.SecurityProtocol;
using KafkaMechanism = Confluent.Kafka.SaslMechanism;

namespace Detector.Kafka.Clients;

/// <summary>What every client of ours is told.</summary>
internal static class CommonConfig
{
    public static void Apply(ClientConfig config, string bootstrap, SecuritySettings security)
    {
        config.BootstrapServers = bootstrap;
        config.ClientId = "detector";
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMaxMs = 2000; // a broker that comes back is used within seconds (librdkafka's own: 10 s)
        config.TopicMetadataRefreshIntervalMs = 5000; // and so is a topic that is created late (5 min)
        config.SecurityProtocol = security.Protocol switch
        {
            Settings.SecurityProtocol.Ssl => KafkaProtocol.Ssl,
            Settings.SecurityProtocol.SaslPlaintext => KafkaProtocol.SaslPlaintext,
            Settings.SecurityProtocol.SaslSsl => KafkaProtocol.SaslSsl,
            _ => KafkaProtocol.Plaintext,
        };
        if (security.UsesSasl)
        {
            config.SaslMechanism = security.SaslMechanism switch
            {
                Settings.SaslMechanism.ScramSha256 => KafkaMechanism.ScramSha256,
                Settings.SaslMechanism.ScramSha512 => KafkaMechanism.ScramSha512,
                _ => KafkaMechanism.Plain,
            };
            config.SaslUsername = security.Username;
            config.SaslPassword = security.Password;
        }

        config.SslCaLocation = security.CaLocation;
        config.SslCertificateLocation = security.CertificateLocation;
        config.SslKeyLocation = security.KeyLocation;
        config.SslKeyPassword = security.KeyPassword;
    }

    /// <summary>The user's own options, last, so that they win.</summary>
    public static void Override(ClientConfig config, IReadOnlyDictionary<string, string> options)
    {
        foreach ((string name, string value) in options)
        {
            config.Set(name, value);
        }
    }

    /// <summary>Makes a client; an option that librdkafka does not take becomes one clear error.</summary>
    /// <exception cref="SourceFailedException">The configuration is not accepted, or no usable librdkafka is there.</exception>
    public static T Build<T>(ILogger logger, Func<T> build)
    {
        Librdkafka.Use(logger);
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new SourceFailedException($"librdkafka {Library.VersionString} refuses its settings: {e.Message}", e);
        }
    }
}
