namespace Detector.Benchmarks.Series;

/// <summary>
/// The benchmark's own scoring: of each window the best detection counts, the earlier the more; outside of windows each detection costs,
/// the less the sooner after a window; a window without any costs as well. 0 is who detects nothing, 100 who detects each window with its
/// first row and nothing else.
/// </summary>
/// <param name="name">What the profile is called.</param>
/// <param name="missed">What a window costs in which nothing is detected.</param>
/// <param name="falseAlarm">What a detection far from windows costs.</param>
internal sealed class NabScore(string name, double missed, double falseAlarm)
{
    /// <summary>The benchmark's three.</summary>
    public static readonly NabScore[] Profiles = [new("standard", 1, 0.11), new("few false alarms", 1, 0.22), new("few missed", 2, 0.11)];

    public string Name => name;

    /// <summary>The score of all detections from a threshold on, and that of the best threshold, one for all series.</summary>
    /// <param name="series">The series, and a score of each of their rows.</param>
    /// <param name="threshold">A threshold.</param>
    public (double AtThreshold, double Best, double BestThreshold) Of(
        IReadOnlyList<(NabSeries Series, double[] Scores)> series, double threshold)
    {
        int windows = series.Sum(one => one.Series.Windows.Length);
        double[] found = new double[windows];
        double sum = -missed * windows;
        (double at, double best, double bestThreshold) = (sum, sum, double.PositiveInfinity);
        foreach (IGrouping<double, (double Score, int Window, double Worth)> rows in
            Rows(series).OrderByDescending(row => row.Score).GroupBy(row => row.Score))
        {
            foreach ((_, int window, double worth) in rows)
            {
                if (window < 0)
                {
                    sum += falseAlarm * worth;
                }
                else if (worth > found[window])
                {
                    sum += worth - (found[window] > 0 ? found[window] : -missed);
                    found[window] = worth;
                }
            }

            at = rows.Key >= threshold ? sum : at;
            (best, bestThreshold) = sum > best ? (sum, rows.Key) : (best, bestThreshold);
        }

        return (Scaled(at), Scaled(best), bestThreshold);

        double Scaled(double score) => 100 * (score + (missed * windows)) / ((1 + missed) * windows);
    }

    private static IEnumerable<(double Score, int Window, double Worth)> Rows(IReadOnlyList<(NabSeries Series, double[] Scores)> all)
    {
        int before = 0;
        foreach ((NabSeries series, double[] scores) in all)
        {
            for (int row = series.Probation; row < scores.Length; row++)
            {
                int window = Array.FindIndex(series.Windows, one => row >= one.First && row <= one.Last);
                yield return (scores[row], window < 0 ? -1 : before + window, Worth(series, row, window));
            }

            before += series.Windows.Length;
        }
    }

    private static double Worth(NabSeries series, int row, int window)
    {
        if (window >= 0)
        {
            (int first, int last) = series.Windows[window];
            return Sigmoid(-(last - row + 1.0) / (last - first + 1)) / Sigmoid(-1);
        }

        int past = Array.FindLastIndex(series.Windows, one => one.Last < row);
        if (past < 0)
        {
            return -1;
        }

        (int begin, int end) = series.Windows[past];
        return Sigmoid((row - end) / (double)(end - begin));
    }

    private static double Sigmoid(double place) => place > 3 ? -1 : (2 / (1 + Math.Exp(5 * place))) - 1;
}
