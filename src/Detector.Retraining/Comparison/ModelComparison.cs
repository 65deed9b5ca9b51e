using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Statistics;
using Detector.Core.Thresholds;
using Detector.Data.Evaluation;

namespace Detector.Retraining.Comparison;

/// <summary>Measures models on the same events: those held back, and anomalies planted in them.</summary>
/// <param name="schema">What the events are.</param>
/// <param name="heldBack">Events that none of the models was trained on.</param>
/// <param name="target">The share of usual events that may be alerted, 0..1.</param>
internal sealed class ModelComparison(Schema schema, SampleSet heldBack, double target)
{
    private readonly int[] _places = [.. Enumerable.Range(0, heldBack.Count).Where(heldBack.IsSample)];

    /// <summary>Events held back that can be scored.</summary>
    public int Rows => _places.Length;

    /// <summary>Anomalies that were planted in them.</summary>
    public int Planted { get; private set; }

    /// <summary>What a model does, and its scores of the events held back.</summary>
    /// <param name="scorer">The model; on the thread that made it.</param>
    /// <param name="threshold">What its scores are decided by.</param>
    /// <param name="cancellation">Ends it.</param>
    public (ModelFigures Figures, double[] Scores) Measure(IScorer scorer, Threshold threshold, CancellationToken cancellation)
    {
        (double[] scores, double[] errors) = Score(scorer, _places.Select(heldBack.Copy), cancellation);
        (double[] planted, _) = Score(scorer, new PlantedAnomalies(heldBack, schema).Of(_places), cancellation);
        Planted = planted.Length;
        double[] sorted = [.. scores.Where(double.IsFinite).Order()];
        Array.Sort(errors);
        var ranking = new Ranking([.. Ranked(scores), .. Ranked(planted)], [.. scores.Select(_ => false), .. planted.Select(_ => true)]);
        double atTarget = sorted.Length == 0 ? double.NaN : Quantiles.Of(sorted, 1 - target);
        return (new ModelFigures
        {
            Version = scorer.Version,
            Threshold = threshold.Value,
            Unscored = scores.Concat(planted).Count(score => !double.IsFinite(score)),
            AlertRate = ShareAbove(scores, threshold.Value),
            Median = sorted.Length == 0 ? double.NaN : Quantiles.Median(sorted) / threshold.Value,
            Tail = sorted.Length == 0 ? double.NaN : Quantiles.Of(sorted, 0.99) / threshold.Value,
            Error = errors.Length == 0 ? double.NaN : Quantiles.Median(errors),
            PlantedRecall = ShareAbove(planted, threshold.Value),
            PlantedRecallAtTarget = ShareAbove(planted, atTarget),
            PlantedRocAuc = ranking.RocAuc(),
        }, scores);
    }

    /// <summary>Whether two models rank events alike: the correlation of the ranks, -1..1 (C. Spearman, 1904).</summary>
    /// <param name="one">Scores of the events held back.</param>
    /// <param name="other">Those of the other model.</param>
    public static double Agreement(double[] one, double[] other)
    {
        (double[] x, double[] y) = (Ranks(one), Ranks(other));
        double mean = (one.Length + 1) / 2.0;
        double both = 0;
        double xs = 0;
        double ys = 0;
        for (int i = 0; i < x.Length; i++)
        {
            both += (x[i] - mean) * (y[i] - mean);
            xs += (x[i] - mean) * (x[i] - mean);
            ys += (y[i] - mean) * (y[i] - mean);
        }

        return both / Math.Sqrt(xs * ys);
    }

    private static (double[] Scores, double[] Errors) Score(IScorer scorer, IEnumerable<double[]> samples, CancellationToken cancellation)
    {
        var batch = new BatchScores(scorer.Capacity);
        var scores = new List<double>();
        var errors = new List<double>();
        foreach (double[][] chunk in samples.Chunk(scorer.Capacity))
        {
            cancellation.ThrowIfCancellationRequested();
            scorer.Score(SampleBatch.Of(chunk), batch);
            scores.AddRange(batch.Score.Take(chunk.Length).Select(score => (double)score));
            errors.AddRange(batch.Error.Take(chunk.Length).Select(error => (double)error));
        }

        return ([.. scores], [.. errors]);
    }

    // Scores are only ranked where all can be.
    private static IEnumerable<double> Ranked(double[] scores) =>
        scores.Select(score => double.IsNaN(score) ? 0 : Math.Clamp(score, -double.MaxValue, double.MaxValue));

    private static double ShareAbove(double[] scores, double threshold) =>
        scores.Length == 0 ? double.NaN : scores.Count(score => score > threshold) / (double)scores.Length;

    // Equal ones share the mean of their ranks.
    private static double[] Ranks(double[] scores)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])];
        double[] ranks = new double[scores.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && scores[order[end]].Equals(scores[order[start]]); end++)
            {
            }

            foreach (int place in order.AsSpan(start, end - start))
            {
                ranks[place] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }
}
