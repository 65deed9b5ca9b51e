using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Data.Files;

namespace Detector.Data.Evaluation;

/// <summary>Scores of rows of which it is known whether they are anomalies.</summary>
/// <param name="Scores">[n].</param>
/// <param name="Labels">[n] whether each is an anomaly.</param>
public sealed record LabelledScores(double[] Scores, bool[] Labels)
{
    /// <summary>[fields] rows whose category the model does not know; empty where nobody has counted.</summary>
    public IReadOnlyList<long> Unknown { get; init; } = [];

    /// <summary>How well they tell anomalies from the others.</summary>
    public Ranking Ranking() => new(Scores, Labels);

    /// <summary>Scores a labelled file.</summary>
    /// <param name="schema">The model's schema.</param>
    /// <param name="window">Which events make a sample of the model.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="input">The file, and what tells the truth about its rows.</param>
    /// <param name="rejected">Told of the records that cannot be decoded; they have no score.</param>
    /// <param name="progress">Told now and then the share of the file that is done.</param>
    /// <param name="ct">Stops the scoring.</param>
    /// <param name="history">What earlier rows tell of keys; by default nothing.</param>
    /// <exception cref="DataException">The file cannot be read, or no record of it.</exception>
    public static LabelledScores OfFile(
        Schema schema, WindowSettings window, IScorer scorer, (string Path, LabelColumn? Label) input,
        RejectedRows rejected, Action<double> progress, CancellationToken ct, RowHistory? history = null)
    {
        var scores = new List<double>();
        var labels = new List<bool>();
        long before = rejected.Count;
        var file = new FileScorer(schema, window, scorer, history: history);
        file.Run(
            input.Path,
            input.Label,
            rejected,
            row =>
            {
                if (row.Row.Problem is null)
                {
                    scores.Add(row.Score);
                    labels.Add(row.Row.IsAnomaly);
                }
            },
            progress,
            ct);
        rejected.CheckMost(input.Path, before, scores.Count + rejected.Count - before);
        return scores.Count > 0
            ? new([.. scores], [.. labels]) { Unknown = file.Unknown }
            : throw new DataException($"{input.Path} has no rows");
    }

    /// <summary>Scores usual samples and anomalies.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="usual">[n][steps * fields] raw samples.</param>
    /// <param name="anomalies">[m][steps * fields] raw samples.</param>
    public static LabelledScores OfSamples(IScorer scorer, double[][] usual, double[][] anomalies) =>
        new([.. Scored(scorer, usual), .. Scored(scorer, anomalies)], [.. usual.Select(_ => false), .. anomalies.Select(_ => true)]);

    private static List<double> Scored(IScorer scorer, double[][] samples)
    {
        var scores = new BatchScores(scorer.Capacity);
        var all = new List<double>();
        foreach (double[][] chunk in samples.Chunk(scorer.Capacity))
        {
            scorer.Score(SampleBatch.Of(chunk), scores);
            all.AddRange(scores.Score.Take(chunk.Length).Select(score => (double)score));
        }

        return all;
    }
}
