using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Files;

namespace Detector.Evaluation;

/// <summary>Scores of rows of which it is known whether they are anomalies.</summary>
/// <param name="Scores">[n].</param>
/// <param name="Labels">[n] whether each is an anomaly.</param>
internal sealed record LabelledScores(double[] Scores, bool[] Labels)
{
    /// <summary>How well they tell anomalies from the others.</summary>
    public Ranking Ranking() => new(Scores, Labels);

    /// <summary>Scores a labelled file.</summary>
    /// <param name="schema">The model's schema.</param>
    /// <param name="steps">Events a sample of the model has.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="file">The file, and what tells the truth about its rows.</param>
    /// <param name="rejected">Told of the records that cannot be decoded; they have no score.</param>
    /// <param name="progress">Told now and then the share of the file that is done.</param>
    /// <param name="ct">Stops the scoring.</param>
    /// <exception cref="InputException">The file cannot be read, or no record of it.</exception>
    public static LabelledScores OfFile(
        Schema schema, int steps, IScorer scorer, (string Path, LabelColumn? Label) file, RejectedRows rejected, Action<double> progress, CancellationToken ct)
    {
        var scores = new List<double>();
        var labels = new List<bool>();
        new FileScorer(schema, steps, scorer).Run(
            file.Path,
            file.Label,
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
        return scores.Count > 0
            ? new([.. scores], [.. labels])
            : throw new InputException(rejected.Reasons is [var first, ..] ? $"no record could be read; the first reason: {first}" : $"{file.Path} has no rows");
    }

    /// <summary>Scores usual samples and the anomalies that are made of them.</summary>
    /// <param name="scorer">The model; it can take batches of <see cref="FileScorer.BatchSize"/>.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="places">Which of them.</param>
    /// <param name="planted">The anomalies.</param>
    public static LabelledScores OfSamples(IScorer scorer, SampleSet samples, IReadOnlyList<int> places, IEnumerable<double[]> planted)
    {
        IEnumerable<double[]> usual = places.Select(place =>
        {
            double[] raw = new double[samples.RawWidth];
            samples.CopyTo(place, raw);
            return raw;
        });
        double[] low = Scored(scorer, usual);
        double[] high = Scored(scorer, planted);
        return new([.. low, .. high], [.. low.Select(_ => false), .. high.Select(_ => true)]);
    }

    private static double[] Scored(IScorer scorer, IEnumerable<double[]> samples)
    {
        var scores = new BatchScores(FileScorer.BatchSize);
        var all = new List<double>();
        foreach (double[][] chunk in samples.Chunk(FileScorer.BatchSize))
        {
            var batch = new Batch(chunk.Length, chunk[0].Length);
            foreach (double[] sample in chunk)
            {
                sample.CopyTo(batch.NextRow);
                batch.Add(default, 0, 0, 0, default);
            }

            scorer.Score(batch, scores);
            all.AddRange(scores.Score.Take(chunk.Length).Select(score => (double)score));
        }

        return [.. all];
    }
}
