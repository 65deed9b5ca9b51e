using Detector.Kafka.Settings;
using Detector.TestKit;

namespace Detector.Kafka.Tests.Sources;

/// <summary>The source makes no objects of events.</summary>
public sealed class AllocationTests(Brokers brokers)
{
    private const int Events = 1000;
    private const int Parts = 5;
    private readonly string _topic = $"allocation-{Guid.NewGuid():N}";

    [Theory, InlineData(1), InlineData(256)]
    public void ReadingAllocatesNothing(int atOnce)
    {
        string bootstrap = brokers.WithTopic(BrokerKind.InProcess, _topic);
        TestMessage message = TestMessage.Of(new string('x', 480), "card") with { Partition = 0 };
        KafkaTopics.Write(bootstrap, _topic, Enumerable.Repeat(message, (Parts * Events) + 1));
        using var probe = new SourceProbe(new SourceSettings { Bootstrap = bootstrap, Topics = [_topic], Group = _topic });
        probe.RunUntil(() => probe.Received.Count > 0);

        // Statistics, once in five seconds, allocate: some of the parts are without.
        Assert.Equal(0, Enumerable.Range(0, Parts).Min(_ => Allocated()));

        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long bytes = 0;
            for (int read = 0; read < Events;)
            {
                int count = probe.Source.Read(TimeSpan.FromSeconds(1), Math.Min(atOnce, Events - read));
                for (int i = 0; i < count; i++)
                {
                    bytes += probe.Source[i].Payload.Length + probe.Source[i].Key.Length;
                }

                read += count;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(Events * 484, bytes);
            return allocated;
        }
    }
}
