using System.Text;
using Confluent.Kafka;
using Detector.Benchmarks.Line;
using Detector.TestKit;

namespace Detector.Benchmarks.Ledger;

/// <summary>The events of a ledger, each with a key of its own: every tenth strange, and now and then one that cannot be read.</summary>
internal sealed class Sent
{
    private const int StrangeEach = 10;
    private const int BadEach = 100;

    public Sent(int events)
    {
        var source = new NumberEvents(2); // of the model's own kind
        Messages =
        [
            .. Enumerable.Range(0, events).Select(i => i % BadEach == BadEach / 2
                ? TestMessage.Of("no JSON", $"bad{i}")
                : new TestMessage { Key = Encoding.UTF8.GetBytes($"e{i}"), Value = source.Next(strange: i % StrangeEach == 0) }),
        ];
        Bad = Messages.Select(message => message.KeyText!).Where(key => key.StartsWith("bad", StringComparison.Ordinal)).ToHashSet();
    }

    public IReadOnlyList<TestMessage> Messages { get; }

    /// <summary>Keys of those that cannot be read.</summary>
    public IReadOnlySet<string> Bad { get; }

    /// <summary>Sends them one after the other over a time, each once, whatever happens to the broker.</summary>
    public async Task SendAsync(string bootstrap, string topic, TimeSpan time)
    {
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            EnableIdempotence = true,
            LingerMs = 5,
            MessageTimeoutMs = 600_000,
        }).SetLogHandler((_, _) => { }).Build();
        const int Ticks = 500;
        using var tick = new PeriodicTimer(time / Ticks);
        int delivered = 0;
        for (int i = 0; i < Messages.Count;)
        {
            await tick.WaitForNextTickAsync();
            for (int due = i + Math.Max(1, Messages.Count / Ticks); i < due && i < Messages.Count; i++)
            {
                producer.Produce(
                    topic, new Message<byte[]?, byte[]?> { Key = Messages[i].Key, Value = Messages[i].Value },
                    report => Interlocked.Add(ref delivered, report.Error.IsError ? 0 : 1));
            }
        }

        while (producer.Flush(TimeSpan.FromSeconds(1)) > 0)
        {
        }

        if (delivered != Messages.Count)
        {
            throw new InvalidOperationException($"{delivered} of {Messages.Count} events could be sent");
        }
    }
}
