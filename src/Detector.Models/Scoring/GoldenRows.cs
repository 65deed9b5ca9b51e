using Detector.Core.Scoring;

namespace Detector.Models.Scoring;

/// <summary>Rows with the scores that the model gave them when it was trained: what a loaded model must give again.</summary>
/// <param name="Rows">[n][steps * fields] raw samples; NaN stands for a missing value.</param>
/// <param name="Scores">[n] their scores.</param>
internal sealed record GoldenRows(double[][] Rows, float[] Scores)
{
    /// <summary>Number of rows kept.</summary>
    public const int Most = 16;

    // Another processor or library sums in another order; anything beyond that is another model.
    private const double Tolerance = 1e-3;

    /// <summary>What is wrong with a scorer's scores; null where nothing is.</summary>
    public string? Check(ModelScorer scorer)
    {
        float[] scores = Score(scorer, Rows);
        for (int i = 0; i < scores.Length; i++)
        {
            if (!(Math.Abs(scores[i] - Scores[i]) <= Tolerance * Math.Max(1, Math.Abs(Scores[i]))) && scores[i] != Scores[i])
            {
                return $"golden row {i} scores {scores[i]}, but scored {Scores[i]} when the model was trained";
            }
        }

        return null;
    }

    public static GoldenRows Of(ModelScorer scorer, double[][] rows) => new(rows, Score(scorer, rows));

    private static float[] Score(ModelScorer scorer, double[][] rows)
    {
        var scores = new BatchScores(rows.Length);
        scorer.Score(rows.SelectMany(row => row).ToArray(), rows.Length, scores);
        return scores.Score;
    }
}
