using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Detector.Kafka.Sources;

/// <summary>
/// Looks now and then whether a source's topics are there, and whether they are still the same: a topic that was deleted and made anew has
/// another id, which librdkafka takes no notice of. The consumer's own connections serve. Consumer thread, where nothing else is said.
/// </summary>
internal sealed class TopicWatch(Handle consumer, IReadOnlyList<string> topics) : IDisposable
{
    // Closing waits for a look that is under way.
    private static readonly DescribeTopicsOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(3) };
    private readonly IAdminClient _admin = new DependentAdminClientBuilder(consumer).Build();
    private readonly Dictionary<string, string> _ids = [];
    private readonly HashSet<string> _absent = [];
    private Task<IReadOnlyList<TopicDescription>>? _look;
    private volatile IReadOnlyList<string> _missing = [];

    /// <summary>Topics that do not exist. Any thread.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>What keeps a topic from being read; null where nothing does.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a topic came into being after the source.</summary>
    public bool CameLate(string topic) => _absent.Contains(topic);

    /// <summary>The client has found a topic missing.</summary>
    public void SetMissing(string topic)
    {
        _absent.Add(topic);
        _missing = [.. _missing.Union([topic])];
    }

    /// <summary>A topic's partitions are assigned, so it exists.</summary>
    public void SetThere(IEnumerable<string> there) => _missing = [.. _missing.Except(there)];

    /// <summary>Begins a look, unless one is under way.</summary>
    public void Begin() => _look ??= LookAsync();

    /// <summary>Takes in what the last look found, if it has ended.</summary>
    /// <param name="patience">How long it is waited for.</param>
    /// <returns>Topics that were made anew; null where nothing new is known.</returns>
    public IReadOnlyList<string>? End(TimeSpan patience)
    {
        if (_look is null || Task.WaitAny([_look], patience) < 0)
        {
            return null;
        }

        Task<IReadOnlyList<TopicDescription>> look = _look;
        _look = null;
        return look.IsCompletedSuccessfully ? Take(look.Result) : null; // brokers that are away are told of elsewhere
    }

    public void Dispose() => _admin.Dispose();

    private List<string> Take(IReadOnlyList<TopicDescription> found)
    {
        var anew = new List<string>();
        foreach (TopicDescription topic in found.Where(topic => !topic.Error.IsError))
        {
            string id = topic.TopicId.ToString();
            if (_ids.TryGetValue(topic.Name, out string? known) && known != id)
            {
                anew.Add(topic.Name);
            }

            _ids[topic.Name] = id;
        }

        TopicDescription[] wrong = [.. found.Where(topic => topic.Error.IsError)];
        _missing = [.. wrong.Where(topic => topic.Error.Code == ErrorCode.UnknownTopicOrPart).Select(topic => topic.Name)];
        _absent.UnionWith(_missing);
        Problem = wrong.Length == 0 ? null : string.Join("; ", wrong.Select(topic => $"topic '{topic.Name}': {topic.Error.Reason}"));
        return anew;
    }

    private async Task<IReadOnlyList<TopicDescription>> LookAsync()
    {
        try
        {
            return (await _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), Options).ConfigureAwait(false))
                .TopicDescriptions;
        }
        catch (DescribeTopicsException some)
        {
            return some.Results.TopicDescriptions;
        }
    }
}
