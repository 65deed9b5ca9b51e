using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Scoring;

namespace Detector.Streams.Lookback;

/// <summary>How many events of the past several thresholds would have alerted, day by day, and which were the worst.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="topics">Names of its topics.</param>
/// <param name="scorer">Who scored the batches that are taken in, and says why.</param>
/// <param name="thresholds">The thresholds; the first is the one that decides.</param>
/// <param name="rule">The first one's rule.</param>
public sealed class PastAlerts(
    string stream, IReadOnlyList<string> topics, IScorer scorer, IReadOnlyList<double> thresholds, Pipeline.AlertRule rule)
{
    /// <summary>So many of the worst are kept.</summary>
    public const int Worst = 10;

    private readonly SortedDictionary<DateOnly, PastDay> _days = [];
    private readonly PriorityQueue<Alert, double> _worst = new();

    /// <summary>The days (UTC, by the events' own times) that have events.</summary>
    public IReadOnlyCollection<PastDay> Days => _days.Values;

    /// <summary>The events with the highest scores over the first threshold, the highest first.</summary>
    public IReadOnlyList<Alert> Highest => [.. _worst.UnorderedItems.Select(item => item.Element).OrderByDescending(alert => alert.Score)];

    /// <summary>Takes a batch in that was just scored.</summary>
    public void Add(Batch batch, BatchScores scores)
    {
        PastDay? day = null;
        for (int i = 0; i < batch.Count; i++)
        {
            var date = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(batch.TimeMs(i)).UtcDateTime);
            if (day?.Date != date && !_days.TryGetValue(date, out day))
            {
                _days.Add(date, day = new PastDay(date, new long[thresholds.Count]));
            }

            float score = scores.Score[i];
            day.Events++;
            for (int t = 0; t < thresholds.Count; t++)
            {
                day.Over[t] += score > thresholds[t] ? 1 : 0;
            }

            if (score > thresholds[0] && (_worst.Count < Worst || score > _worst.Peek().Score))
            {
                Keep(batch, i, scores);
            }
        }
    }

    private void Keep(Batch batch, int index, BatchScores scores)
    {
        IReadOnlyList<FeatureContribution> features =
            scorer.Explain(batch, index, rule.Policy.Features, FeatureContribution.LeastShare);
        _worst.Enqueue(
            Pipeline.Decider.AlertOf(stream, topics, scorer.Version, rule, batch, index, scores, index, features), scores.Score[index]);
        if (_worst.Count > Worst)
        {
            _worst.Dequeue();
        }
    }
}
