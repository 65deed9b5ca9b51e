using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Frames;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Batches;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Core.Text;
using Detector.Frames;

namespace Detector.Streams.Pipeline;

/// <summary>The publisher's work on a scored batch: decide which events raise an alert, and say why of those alone.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="topics">Names of its topics.</param>
/// <param name="layout">What a raw row is made of.</param>
/// <param name="include">Columns that alerts pass through, of batches that keep their messages; null where none are asked for.</param>
/// <param name="incidents">What tells events that belong together as one; null where each is told by itself.</param>
/// <param name="pictures">Whether alerts of frames carry them.</param>
/// <param name="framesPerSecond">Frames a second of a camera that are scored at most; null where all are.</param>
internal sealed class Decider(
    string stream, IReadOnlyList<string> topics, SampleLayout layout, IncludedColumns? include = null, IncidentDesk? incidents = null,
    bool pictures = true, double? framesPerSecond = null)
{
    // A column's value in an alert, in characters.
    private const int LongestIncluded = 1000;

    /// <summary>Events that are explained together, in one pass of the model; of wide ones fewer (<see cref="BatchLimit"/>).</summary>
    public const int Most = 64;

    private readonly Batch _strange = new(BatchLimit.For(layout.Width, Most), layout);
    private readonly BatchScores _again = new(Most);
    private readonly int[] _places = new int[Most];
    private readonly Incident?[] _incidents = new Incident?[Most];

    /// <summary>
    /// Adds an alert to the item for each event over its model's threshold, in their order, or for each incident that begins with one, and
    /// the incidents that are over.
    /// </summary>
    public void Decide(WorkItem item)
    {
        ServingModel model = item.Model!;
        AlertRule rule = model.Rule;
        float[] scores = item.Scores.Score;
        double threshold = rule.Threshold.Value;
        int count = item.Batch.Count;
        for (int i = 0; i < count; i++)
        {
            if (scores[i] > threshold && HasNews(item, i))
            {
                _places[_strange.Count] = i;
                _again.Baselines[_strange.Count] = item.Scores.Baselines[i];
                _strange.Add(item.Batch, i);
            }

            if (_strange.IsFull || (i == count - 1 && _strange.Count > 0))
            {
                Explain(model, rule, item);
                _strange.Clear();
            }
        }

        incidents?.End(item);
    }

    private bool HasNews(WorkItem item, int index)
    {
        if (incidents is null)
        {
            return true;
        }

        Batch batch = item.Batch;
        byte[]? key = batch.HasKey(index) ? batch.Key(index).ToArray() : null;
        _incidents[_strange.Count] = incidents.Add(item, index, key, () => IdOf(stream, topics, batch, index, key));
        return _incidents[_strange.Count] is not null;
    }

    private void Explain(ServingModel model, AlertRule rule, WorkItem item)
    {
        model.Explainer.Score(_strange, _again);
        for (int i = 0; i < _strange.Count; i++)
        {
            Alert alert = Alert(model, rule, item, i);
            if (incidents is null)
            {
                item.Alerts.Add(alert);
            }
            else if (incidents.Tell(_incidents[i]!, alert) is { } opening)
            {
                item.Alerts.Add(opening);
            }
        }
    }

    private Alert Alert(ServingModel model, AlertRule rule, WorkItem item, int index)
    {
        int place = _places[index];
        IReadOnlyList<FeatureContribution> features =
            model.Explainer.Explain(_strange, index, rule.Policy.Features, FeatureContribution.LeastShare);
        return AlertOf(stream, topics, model.Version, rule, _strange, index, item.Scores, place, features) with
        {
            Included = include is null ? null : Included(include, item.Batch.Payload(place)),
            Frame = layout.HasPlanes ? Frame(model.Explainer, index) : null,
            TraceParent = item.TraceParent,
        };
    }

    private FrameReport Frame(IScorer explainer, int index)
    {
        var places = new StrangePlaces(explainer.Shares(_strange, index), layout);
        return new FrameReport
        {
            Words = (_strange.HasKey(index) ? $"camera {Encoding.UTF8.GetString(_strange.Key(index))}: " : "") + places.Words,
            Boxes = places.Boxes,
            FramesPerSecond = framesPerSecond,
            Picture = pictures ? MarkedPicture.Draw(_strange.Row(index), layout, places) : null,
        };
    }

    /// <summary>What is told of an event, whether or not it is over the threshold.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="topics">Names of its topics.</param>
    /// <param name="version">The model's version.</param>
    /// <param name="rule">What decides.</param>
    /// <param name="batch">A batch that has the event.</param>
    /// <param name="index">Which one it is.</param>
    /// <param name="scores">Scores that have the event's.</param>
    /// <param name="place">Which ones they are.</param>
    /// <param name="features">The causes.</param>
    internal static Alert AlertOf(
        string stream, IReadOnlyList<string> topics, string version, AlertRule rule, Batch batch, int index, BatchScores scores, int place,
        IReadOnlyList<FeatureContribution> features)
    {
        TopicPartition partition = batch.Partition(index);
        string topic = topics[partition.Topic];
        double score = scores.Score[place];
        byte[]? key = batch.HasKey(index) ? batch.Key(index).ToArray() : null;
        return new Alert
        {
            Id = IdOf(stream, topics, batch, index, key),
            Stream = stream,
            Key = key is null ? null : Encoding.UTF8.GetString(key),
            KeyBytes = key,
            TimestampMs = batch.QueuedMs(index),
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(batch.TimeMs(index)),
            Score = score,
            ResidualScore = scores.Residual[place],
            DistanceScore = scores.Distance[place],
            NeighbourScore = scores.Neighbours[place],
            CodeScore = scores.Code[place],
            Parts = scores.Parts(place),
            ReconstructionError = scores.Error[place],
            Threshold = rule.Threshold.Value,
            Severity = score >= rule.Policy.CriticalFactor * rule.Threshold.Value ? Severity.Critical : Severity.Warning,
            ModelVersion = version,
            ThresholdVersion = rule.Threshold.Version,
            Topic = topic,
            Partition = partition.Partition,
            Offset = batch.Offset(index),
            Origin = batch.Origin(index),
            Features = features,
        };
    }

    // Of an event that was forwarded, by where it came from: forwarded once more, it would have another place.
    private static string IdOf(string stream, IReadOnlyList<string> topics, Batch batch, int index, byte[]? key)
    {
        TopicPartition partition = batch.Partition(index);
        EventOrigin place = batch.Origin(index) ?? new(topics[partition.Topic], partition.Partition, batch.Offset(index));
        return AlertId.Of(stream, place.Topic, place.Partition, place.Offset, batch.QueuedMs(index), key);
    }

    private static Dictionary<string, string> Included(IncludedColumns columns, ReadOnlySpan<byte> message) =>
        columns.Names.Zip(columns.Read(message), (name, value) => (Name: name, Value: value))
            .Where(column => column.Value is not null)
            .ToDictionary(column => column.Name, column => ShortText.Cut(column.Value!, LongestIncluded));
}
