using Detector.Core.Alerts;
using Detector.Core.Alerts.Frames;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Scoring;

namespace Detector.Models.Training;

/// <summary>Finds the held-out rows with the highest scores, and says why they have them as an alert would.</summary>
internal static class StrangeRows
{
    private const int Most = 20;
    private const int MostCauses = 3;

    // To find places in large frames takes a while: there are fewer of them.
    private const int MostNumbers = 1 << 22;

    /// <summary>The strangest rows, that with the highest score first.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="samples">All samples.</param>
    /// <param name="heldOut">Places of those held out.</param>
    /// <param name="scores">[held out] their scores.</param>
    public static IReadOnlyList<StrangeRow> Of(ModelScorer scorer, SampleSet samples, int[] heldOut, float[] scores)
    {
        int count = Math.Clamp(MostNumbers / samples.Layout.Width, 1, Most);
        return [.. Enumerable.Range(0, scores.Length)
            .OrderByDescending(i => float.IsNaN(scores[i]) ? float.PositiveInfinity : scores[i]).Take(count)
            .Select(i => heldOut[i]).Chunk(scorer.Capacity).SelectMany(places => Explained(scorer, samples, places))];
    }

    /// <summary>The mean shares that the parts of a score have in those of held-out rows, of all members.</summary>
    public static IReadOnlyList<ScorePart> PartShares(IReadOnlyList<FittedMember> members) => Mean([.. members.SelectMany(member =>
    {
        BatchScores scores = member.HeldOut.Score(member.Member.Calibration);
        return Enumerable.Range(0, member.HeldOut.Rows).Select(scores.PartShares);
    })]);

    /// <summary>The mean of several scores' parts.</summary>
    public static IReadOnlyList<ScorePart> Mean(IReadOnlyList<IReadOnlyList<ScorePart>> scores) => scores.Count == 0 ? []
        : [.. scores[0].Select((part, at) => part with { Value = scores.Average(parts => parts[at].Value) })];

    private static StrangeRow[] Explained(ModelScorer scorer, SampleSet samples, int[] places)
    {
        var batch = new Batch(places.Length, samples.Layout.Width, samples.Rows.ArePixels);
        foreach (int place in places)
        {
            samples.CopyTo(place, batch.NextRow);
            batch.Add(default, place, 0, 0, default, hasKey: false);
        }

        var scores = new BatchScores(places.Length);
        scorer.Score(batch.Rows, places.Length, scores);
        return [.. places.Select((place, i) => Explained(
            scorer, samples.Layout, batch, i, new StrangeRow
            {
                Number = place + 1,
                Origin = samples.Origin(place),
                Score = scores.Score[i],
                Parts = scores.PartShares(i),
            }))];
    }

    private static StrangeRow Explained(ModelScorer scorer, SampleLayout layout, Batch batch, int index, StrangeRow row)
    {
        double[] shares = scorer.Shares(batch, index);
        return layout.HasPlanes
            ? row with { Place = new StrangePlaces(shares, layout).Words }
            : row with { Fields = shares, Causes = scorer.Explain(batch, index, MostCauses, FeatureContribution.LeastShare) };
    }
}
