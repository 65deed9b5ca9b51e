using System.Diagnostics;
using Confluent.Kafka;

namespace Detector.Benchmarks.Line;

/// <summary>The .NET client alone: takes every message of a topic and looks at none.</summary>
internal static class RawConsumer
{
    /// <returns>Messages a second, and bytes that the client allocated for each.</returns>
    public static (double Rate, double BytesPerEvent) Run(string bootstrap, string topic, int events)
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"raw-{Guid.NewGuid()}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        consumer.Consume();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        for (int i = 1; i < events; i++)
        {
            consumer.Consume();
        }

        double seconds = clock.Elapsed.TotalSeconds;
        double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / events;
        consumer.Close();
        return (events / seconds, bytes);
    }
}
