using Detector.Kafka.Settings;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What goes wrong between topics and groups: circles, in which every alert makes another, and events that two streams take from
/// each other.</summary>
internal static class TopicChecks
{
    private const string Snapshots = "snapshots";
    private const string Forwarded = "forwarded messages";

    public static IEnumerable<SettingsError> Check(IReadOnlyDictionary<string, StreamSettings> streams)
    {
        Output[] outputs = [.. streams.SelectMany(stream => OutputsOf(stream.Key, stream.Value))];
        IEnumerable<SettingsError> circles = outputs.Select(output => Circle(output, outputs, streams)).OfType<SettingsError>();
        return [.. circles, .. Mixed(outputs), .. Own(outputs), .. Verdicts(outputs, streams), .. Shared(streams)];
    }

    private static IEnumerable<Output> OutputsOf(string name, StreamSettings stream)
    {
        string brokers = stream.Alerts.Bootstrap ?? stream.Source.Bootstrap;
        const string alerts = nameof(StreamSettings.Alerts);
        yield return new Output(name, "alerts", brokers, stream.Alerts.Topic, $"{alerts}:{nameof(SinkSettings.Topic)}");
        string setting = stream.Alerts.DeadLetterTopic is null ? nameof(SinkSettings.Topic) : nameof(SinkSettings.DeadLetterTopic);
        yield return new Output(name, "dead letters", brokers, stream.Alerts.DeadLetters, $"{alerts}:{setting}");
        if (stream.State.TopicOf(name) is { } snapshots)
        {
            string state = $"{nameof(StreamSettings.State)}:{nameof(StateStoreSettings.Topic)}";
            yield return new Output(name, Snapshots, stream.Source.Bootstrap, snapshots, state);
        }

        if (stream.State.Repartition is { } repartition)
        {
            string topic =
                $"{nameof(StreamSettings.State)}:{nameof(StateStoreSettings.Repartition)}:{nameof(RepartitionSettings.Topic)}";
            yield return new Output(name, Forwarded, stream.Source.Bootstrap, repartition.TopicOf(name), topic);
        }
    }

    /// <summary>The error where what goes to a topic comes back to the stream that it is from, straight or through other
    /// streams.</summary>
    private static SettingsError? Circle(Output from, Output[] outputs, IReadOnlyDictionary<string, StreamSettings> streams)
    {
        var seen = new HashSet<string>();
        var way = new Queue<(Output Output, string Told)>([(from, "")]);
        while (way.TryDequeue(out (Output Output, string Told) step))
        {
            foreach (string reader in streams.Where(stream => Reads(stream.Value, step.Output)).Select(stream => stream.Key))
            {
                if (reader == from.Stream)
                {
                    return new SettingsError(from.Path, step.Told.Length == 0
                        ? $"the stream's {from.What} would go to {from.Topic}, which it reads itself, so that each would make others "
                            + "without end; name another topic"
                        : $"the stream's {from.What} would come back to it without end: they go to {from.Topic}{step.Told}, which it "
                            + "reads; name another topic");
                }

                if (seen.Add(reader))
                {
                    foreach (Output next in outputs.Where(output => output.Stream == reader))
                    {
                        way.Enqueue((next, $"{step.Told}, which stream {reader} reads, whose {next.What} go to {next.Topic}"));
                    }
                }
            }
        }

        return null;
    }

    // Who reads alerts would find messages among them that nobody can read.
    private static IEnumerable<SettingsError> Mixed(Output[] outputs) =>
        from letters in outputs
        where letters.What == "dead letters"
        from alerts in outputs
        where alerts.What == "alerts" && alerts.Stream != letters.Stream && alerts.Topic == letters.Topic
            && BrokerListAttribute.IsSameCluster(alerts.Brokers, letters.Brokers)
        select new SettingsError(
            letters.Path, $"the stream's dead letters would go to {letters.Topic}, the topic of stream {alerts.Stream}'s alerts; name "
                + "another");

    // What a topic keeps the latest of by key has no place for what has other keys, or none; and what is read back is one stream's.
    private static IEnumerable<SettingsError> Own(Output[] outputs) =>
        from own in outputs
        where own.What is Snapshots or Forwarded
        from other in outputs
        where other != own && (own.What, other.What) is not ((Snapshots, Snapshots) or (Snapshots, Forwarded)) && other.Topic == own.Topic
            && BrokerListAttribute.IsSameCluster(other.Brokers, own.Brokers)
        select new SettingsError(
            own.Path, $"the stream's {own.What} would go to {own.Topic}, the topic of stream {other.Stream}'s {other.What}; name another");

    private static IEnumerable<SettingsError> Verdicts(Output[] outputs, IReadOnlyDictionary<string, StreamSettings> streams) =>
        from output in outputs
        from stream in streams
        where stream.Value.Labels.Topic == output.Topic
            && BrokerListAttribute.IsSameCluster(stream.Value.Source.Bootstrap, output.Brokers)
        select new SettingsError(
            output.Path, $"the stream's {output.What} would go to {output.Topic}, which stream {stream.Key} reads verdicts from; name "
                + "another");

    private static IEnumerable<SettingsError> Shared(IReadOnlyDictionary<string, StreamSettings> streams)
    {
        foreach ((int index, (string name, StreamSettings stream)) in streams.Index())
        {
            foreach ((string earlier, StreamSettings other) in streams.Take(index))
            {
                string group = stream.Source.GroupOf(name);
                if (group != other.Source.GroupOf(earlier)
                    || !BrokerListAttribute.IsSameCluster(stream.Source.Bootstrap, other.Source.Bootstrap))
                {
                    continue;
                }

                string path = $"{PathOf(name)}:Source";
                if (stream.Source.Topics.Intersect(other.Source.Topics).FirstOrDefault() is { } topic)
                {
                    yield return new SettingsError(
                        $"{path}:Group", $"stream {earlier} reads {topic} in the group {group} too, so that each would get only a part "
                            + "of the events; name another");
                }
                else if (stream.Source.InstanceId is { } instance && instance == other.Source.InstanceId)
                {
                    yield return new SettingsError(
                        $"{path}:InstanceId", $"stream {earlier} is {instance} in the group {group} already; name another");
                }
            }
        }
    }

    private static bool Reads(StreamSettings stream, Output output) =>
        stream.Source.Topics.Contains(output.Topic) && BrokerListAttribute.IsSameCluster(stream.Source.Bootstrap, output.Brokers);

    private static string PathOf(string stream) => $"{DetectorSettings.Section}:Streams:{stream}";

    /// <param name="Stream">Who writes.</param>
    /// <param name="What">What is written.</param>
    /// <param name="Brokers">Where the topic is.</param>
    /// <param name="Topic">The topic.</param>
    /// <param name="Setting">The setting that names it.</param>
    private sealed record Output(string Stream, string What, string Brokers, string Topic, string Setting)
    {
        public string Path => $"{PathOf(Stream)}:{Setting}";
    }
}
