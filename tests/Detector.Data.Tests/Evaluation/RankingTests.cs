using Detector.Data.Evaluation;

namespace Detector.Data.Tests.Evaluation;

public class RankingTests
{
    [Fact]
    public void Figures_worked_out_by_hand()
    {
        // Ranking: 0.9 +, 0.8 -, 0.7 +, 0.6 -, 0.5 -
        var ranking = new Ranking([0.6, 0.9, 0.5, 0.7, 0.8], [false, true, false, true, false]);

        Assert.Equal((2, 3), (ranking.Positives, ranking.Negatives));
        Assert.Equal(5.0 / 6, ranking.RocAuc(), 12);
        Assert.Equal(((1.0 / 1) + (2.0 / 3)) / 2, ranking.AveragePrecision(), 12);
        Assert.Equal([0, 0.5, 0.5, 1, 1, 1], Enumerable.Range(0, 6).Select(ranking.RecallAt));

        Confusion above = ranking.Above(0.7);
        Assert.Equal(new Confusion(1, 1, 1, 2), above);
        Assert.Equal((0.5, 0.5, 0.5, 1.0 / 3), (above.Precision, above.Recall, above.F1, above.FalseAlarmRate));
    }

    [Fact]
    public void Equal_scores_say_nothing()
    {
        var ranking = new Ranking([1, 1, 1, 1], [true, false, false, false]);

        Assert.Equal(0.5, ranking.RocAuc());
        Assert.Equal(0.25, ranking.AveragePrecision());
        Assert.Equal(0.5, ranking.RecallAt(2));
        Assert.Equal(new Confusion(0, 0, 1, 3), ranking.Above(1));
        Assert.Equal(new Confusion(1, 3, 0, 0), ranking.Above(0.999));
    }

    [Fact]
    public void Without_anomalies_there_is_no_figure()
    {
        var ranking = new Ranking([1, 2], [false, false]);

        Assert.True(double.IsNaN(ranking.RocAuc()));
        Assert.True(double.IsNaN(ranking.AveragePrecision()));
        Assert.True(double.IsNaN(ranking.RecallAt(1)));
        Assert.Equal(0.5, ranking.Above(1).FalseAlarmRate);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 10)]
    [InlineData(3, 1000)]
    public void Figures_agree_with_counting_every_pair(int seed, int levels)
    {
        var random = new Random(seed);
        bool[] labels = [.. Enumerable.Range(0, 300).Select(_ => random.Next(10) == 0)];
        double[] scores = [.. labels.Select(l => (double)(random.Next(levels) + (l ? levels / 3 : 0)))];
        var ranking = new Ranking(scores, labels);

        Assert.Equal(PairwiseAuc(scores, labels), ranking.RocAuc(), 12);
        Assert.Equal(StepwisePrecision(scores, labels), ranking.AveragePrecision(), 12);
        foreach (double threshold in scores.Append(-1).Append(1e9))
        {
            Assert.Equal(Count(scores, labels, threshold), ranking.Above(threshold));
        }

        Assert.Equal(MeanRecallOverTies(scores, labels, 37), ranking.RecallAt(37), 2e-2);
    }

    private static double PairwiseAuc(double[] scores, bool[] labels)
    {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (labels[i] && !labels[j])
                {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        return wins / pairs;
    }

    private static double StepwisePrecision(double[] scores, bool[] labels)
    {
        double sum = 0;
        double recall = 0;
        foreach (double level in scores.Distinct().OrderDescending())
        {
            int alerts = scores.Count(s => s >= level);
            int hits = scores.Zip(labels).Count(e => e.First >= level && e.Second);
            double next = hits / (double)labels.Count(l => l);
            sum += (next - recall) * hits / alerts;
            recall = next;
        }

        return sum;
    }

    private static Confusion Count(double[] scores, bool[] labels, double threshold)
    {
        int Events(bool alert, bool label) => scores.Zip(labels).Count(e => e.First > threshold == alert && e.Second == label);
        return new Confusion(Events(true, true), Events(true, false), Events(false, true), Events(false, false));
    }

    private static double MeanRecallOverTies(double[] scores, bool[] labels, int alerts)
    {
        var random = new Random(99);
        return Enumerable.Range(0, 2000).Average(_ =>
        {
            IEnumerable<bool> taken = scores.Zip(labels).OrderByDescending(e => e.First)
                .ThenBy(_ => random.Next()).Take(alerts).Select(e => e.Second);
            return taken.Count(l => l) / (double)labels.Count(l => l);
        });
    }
}
