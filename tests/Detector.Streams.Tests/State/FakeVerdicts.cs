using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Core.Alerts;
using Detector.Core.Offsets;
using Detector.Core.Sources;
using Detector.Streams.Settings;

namespace Detector.Streams.Tests.State;

/// <summary>
/// Verdicts on a fake topic's events, on a topic of their own: in no order of its partitions, some twice, some on events that are not
/// there, some too late, some that cannot be read. One is there by the time that the first event comes that may know of it.
/// </summary>
internal sealed class FakeVerdicts
{
    private const int Partitions = 2;
    private readonly List<(long TimeMs, byte[] Key, string Text)>[] _messages = [[], []];
    private readonly FakeTopic _topic;

    /// <param name="topic">The events; their messages have a card and a time.</param>
    /// <param name="form">How a verdict names its event.</param>
    /// <param name="random">Of all that is random.</param>
    public FakeVerdicts(FakeTopic topic, LabelForm form, Random random)
    {
        _topic = topic;
        Settings = new LabelSettings
        {
            Topic = "verdicts", Verdict = "found", Anomaly = "fraud", Time = "at", Within = TimeSpan.FromMinutes(20),
            Alert = form == LabelForm.Alert ? "alert" : null, Offset = form == LabelForm.Offset ? "offset" : null,
            KeyTime = form == LabelForm.KeyTime ? "when" : null,
        };
        (int Partition, FakeEvent Event, string? Card)[] events =
            [.. topic.Partitions.SelectMany((all, p) => all.Select(e => (p, e, Card(e)))).Where(e => e.Item3 is not null)];
        var count = events.CountBy(e => (e.Card, e.Event.TimeMs)).ToDictionary();
        var all = new List<(long Order, long TimeMs, byte[] Key, string Text)>();
        foreach ((int partition, FakeEvent e, string? card) in events.Where(e => count[(e.Card, e.Event.TimeMs)] == 1))
        {
            if (random.Next(3) != 0)
            {
                continue;
            }

            bool isTooLate = random.Next(20) == 0;
            long at = e.TimeMs + (isTooLate ? 1_200_001 : random.Next(600_000));
            bool isFraud = random.Next(3) == 0;
            string id = AlertId.Of("cards", "events", partition, e.Offset, e.QueuedMs, Encoding.UTF8.GetBytes(card!));
            string text = Text(id, partition, e.Offset, e.TimeMs, at, isFraud);
            int times = random.Next(10) == 0 ? 2 : 1;
            for (int i = 0; i < times; i++)
            {
                all.Add((at - random.Next(60_000), at, Encoding.UTF8.GetBytes(card!), text));
            }

            if (!isTooLate)
            {
                Known[(FakeTopic.Name(partition), e.Offset)] = (at, isFraud);
            }

            if (random.Next(10) == 0)
            {
                all.Add((at, at, "nobody"u8.ToArray(), Text(new string('0', 32), partition, 1_000_000_000, e.TimeMs, at, isFraud)));
                all.Add((at, at, [], text[..^1]));
            }
        }

        foreach ((_, long at, byte[] key, string text) in all.OrderBy(one => one.Order))
        {
            _messages[random.Next(Partitions)].Add((at, key, text));
        }
    }

    /// <summary>The verdicts that count, by their events.</summary>
    public Dictionary<(TopicPartition Partition, long Offset), (long TimeMs, bool IsAnomaly)> Known { get; } = [];

    public LabelSettings Settings { get; }

    /// <summary>Messages that cannot be read.</summary>
    public int Unreadable => _messages.Sum(all => all.Count(one => one.Key.Length == 0));

    public ISideTopic Reader() => new SideReader(this);

    private static string? Card(FakeEvent e)
    {
        try
        {
            return JsonDocument.Parse(e.Payload).RootElement.GetProperty("card").GetRawText();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(string id, int partition, long offset, long when, long at, bool isFraud) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"alert": "{{id}}", "partition": {{partition}}, "offset": {{offset}},
            "when": {{when}}, "at": {{at}}, "found": "{{(isFraud ? "fraud" : "fine")}}"}
        """);

    private sealed class SideReader(FakeVerdicts verdicts) : ISideTopic
    {
        private readonly int[] _next = new int[Partitions];

        public string Name => "verdicts";

        public string? Problem => null;

        public bool IsThere() => true;

        public void Rewind(IReadOnlyDictionary<int, long> next)
        {
            for (int i = 0; i < Partitions; i++)
            {
                _next[i] = Math.Min(_next[i], (int)next.GetValueOrDefault(i));
            }
        }

        public bool ReadToEnd(EventVisitor visitor, TimeSpan patience)
        {
            long latest;
            lock (verdicts._topic.Gate)
            {
                latest = verdicts._topic.LatestMs;
            }

            for (int i = 0; i < Partitions; i++)
            {
                int end = verdicts._messages[i].FindLastIndex(one => one.TimeMs <= latest) + 1;
                for (; _next[i] < end; _next[i]++)
                {
                    (long timeMs, byte[] key, string text) = verdicts._messages[i][_next[i]];
                    visitor(new EventView
                    {
                        Partition = new(0, i), Offset = _next[i], TimestampMs = timeMs, Key = key, HasKey = true,
                        Payload = Encoding.UTF8.GetBytes(text),
                    });
                }
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
