using Detector.Core.Offsets;

namespace Detector.Kafka.Sources;

/// <summary>A source's topics, by which its partitions are numbered for the other rooms and named for the client.</summary>
internal sealed class SourceTopics(IReadOnlyList<string> names)
{
    /// <summary>In the order of the settings.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Null where only one topic can be meant: the client names a message's topic where there are several.</summary>
    public int IndexOf(string? name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name || Names.Count == 1)
            {
                return i;
            }
        }

        throw new ArgumentException($"'{name}' is not among the source's topics");
    }

    public TopicPartition Ours(Confluent.Kafka.TopicPartition partition) => new(IndexOf(partition.Topic), partition.Partition.Value);

    public Confluent.Kafka.TopicPartition Name(TopicPartition partition) => new(Names[partition.Topic], partition.Partition);

    /// <summary>For people.</summary>
    public string Join(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(p => $"{Names[p.Topic]}/{p.Partition}"));
}
