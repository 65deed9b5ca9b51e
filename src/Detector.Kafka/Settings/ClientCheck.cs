using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Sinks;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Kafka.Settings;

/// <summary>Asks librdkafka, without a connection, whether it would take what the user says to it.</summary>
public static class ClientCheck
{
    /// <summary>What it refuses: the setting below the stream's section, and why.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="source">The consumer's settings.</param>
    /// <param name="sink">The producer's settings.</param>
    public static IEnumerable<(string Path, string Message)> Problems(string stream, SourceSettings source, SinkSettings sink)
    {
        SecuritySettings security = sink.Bootstrap is null ? source.Security : sink.Security;
        return
        [
            .. Problems("Source", source.Options, source.Security, ClientKind.Consumer, () =>
                Consumer(ConsumerOptions.Of(source, stream))),
            .. Problems("Alerts", sink.Options, security, ClientKind.Producer, () =>
                Producer(ProducerOptions.Of(sink, source.Bootstrap, security))),
        ];
    }

    private static IEnumerable<(string Path, string Message)> Problems(
        string section, IReadOnlyDictionary<string, string> options, SecuritySettings security, ClientKind kind, Func<IDisposable> client)
    {
        if (options.Count == 0 && security == new SecuritySettings())
        {
            return [];
        }

        (string, string)[] wrong =
        [
            .. from option in options
               where ClientOptions.IsFree(option.Key, kind)
               let problem = NativeConfig.Problem(option.Key, option.Value)
               where problem is not null
               select ($"{section}:Options:{option.Key}", problem),
        ];

        // What does not go together, only a client finds.
        bool isWhole = wrong.Length == 0 && options.Keys.All(name => ClientOptions.IsFree(name, kind));
        return isWhole && ClientProblem(client) is { } refused
            ? [($"{section}:{(options.Count > 0 ? "Options" : "Security")}", refused)]
            : wrong;
    }

    private static string? ClientProblem(Func<IDisposable> client)
    {
        try
        {
            CommonConfig.Build(NullLogger.Instance, client).Dispose();
            return null;
        }
        catch (SourceFailedException e)
        {
            return e.Message;
        }
    }

    // Without brokers they talk to nobody.
    private static IConsumer<Ignore, Ignore> Consumer(ConsumerConfig config)
    {
        config.BootstrapServers = null;
        return new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    private static IProducer<Null, Null> Producer(ProducerConfig config)
    {
        config.BootstrapServers = null;
        return new ProducerBuilder<Null, Null>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }
}
