using System.Text.Json;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Kafka;
using Detector.Kafka.Settings;
using Detector.Kafka.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Tests.Commands;

public class SimulateIntoTopicTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_transaction_arrives_with_its_card_as_the_key()
    {
        using var broker = new InProcessBroker();

        (int code, _, string error) = await Cli.RunAsync(
            "simulate", "transactions", "--bootstrap", broker.BootstrapServers,
            "--topic", "t", "--count", "500", "--rate", "5000", "--fraud-rate", "0.1");

        Assert.True(code == 0, error);
        List<(string Key, JsonElement Value)> messages = Read(broker, 500);
        Assert.Equal(500, messages.Select(m => m.Value.GetProperty("transaction").GetString()).Distinct().Count());
        Assert.All(messages, m => Assert.Equal(m.Value.GetProperty("card").GetString(), m.Key));
        Assert.Contains($"500 transactions, {messages.Count(m => m.Value.GetProperty("is_fraud").GetInt32() == 1)} of them frauds", error);
    }

    private static List<(string Key, JsonElement Value)> Read(InProcessBroker broker, int count)
    {
        var settings = new SourceSettings { Bootstrap = broker.BootstrapServers, Topics = ["t"], Group = "g" };
        using var source = new KafkaSource(settings, "test", NullLogger.Instance, TimeProvider.System);
        source.Open(new NoHandler());
        using var patience = new CancellationTokenSource(Patience);
        var messages = new List<(string, JsonElement)>();
        while (messages.Count < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            int read = source.Read(TimeSpan.FromSeconds(1), count);
            for (int i = 0; i < read; i++)
            {
                EventView message = source[i];
                messages.Add(
                    (System.Text.Encoding.UTF8.GetString(message.Key), JsonDocument.Parse(message.Payload.ToArray()).RootElement));
            }
        }

        return messages;
    }

    private sealed class NoHandler : IAssignmentHandler
    {
        public void Assigned(IReadOnlyList<TopicPartition> partitions)
        {
        }

        public void Revoking(IReadOnlyList<TopicPartition> partitions)
        {
        }

        public void Lost(IReadOnlyList<TopicPartition> partitions)
        {
        }
    }
}
