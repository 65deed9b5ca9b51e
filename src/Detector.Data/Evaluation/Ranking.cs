namespace Detector.Data.Evaluation;

/// <summary>
/// How well scores rank anomalies above the rest. Scores [n] and labels [n] (true is an anomaly) belong together; equal
/// scores are one step of the ranking, so no figure depends on the order of the input. Finite scores only.
/// </summary>
public sealed class Ranking
{
    // One entry for each distinct score, the highest first: how many anomalies and others are at or above it.
    private readonly double[] _score;
    private readonly int[] _hits;
    private readonly int[] _alarms;
    private readonly int _steps;

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Ranking(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"{scores.Length} scores, but {labels.Length} labels", nameof(labels));
        }

        double[] keys = scores.ToArray();
        bool[] sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        _score = new double[keys.Length];
        _hits = new int[keys.Length];
        _alarms = new int[keys.Length];
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            _ = sorted[i] ? Positives++ : Negatives++;
            if (i == 0 || keys[i - 1] != keys[i])
            {
                (_score[_steps], _hits[_steps], _alarms[_steps]) = (keys[i], Positives, Negatives);
                _steps++;
            }
        }
    }

    /// <summary>Number of anomalies.</summary>
    public int Positives { get; }

    /// <summary>Number of usual events.</summary>
    public int Negatives { get; }

    /// <summary>
    /// Area under the ROC curve: the chance that a random anomaly scores higher than a random usual event, where a tie
    /// counts half (Mann–Whitney). NaN where one of the two kinds is absent.
    /// </summary>
    public double RocAuc()
    {
        double area = 0;
        int hits = 0;
        int alarms = 0;
        for (int i = 0; i < _steps; i++)
        {
            area += (_alarms[i] - alarms) * (hits + _hits[i]) / 2.0;
            (hits, alarms) = (_hits[i], _alarms[i]);
        }

        return area / ((double)Positives * Negatives);
    }

    /// <summary>
    /// Average precision: the precision at each step down the ranking, weighted by the recall it adds. NaN without anomalies.
    /// </summary>
    public double AveragePrecision()
    {
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < _steps; i++)
        {
            sum += (_hits[i] - hits) * (_hits[i] / (double)(_hits[i] + _alarms[i]));
            hits = _hits[i];
        }

        return sum / Positives;
    }

    /// <summary>What becomes of the events where every score above the threshold raises an alert.</summary>
    public Confusion Above(double threshold)
    {
        int step = -1;
        while (step + 1 < _steps && _score[step + 1] > threshold)
        {
            step++;
        }

        int hits = step < 0 ? 0 : _hits[step];
        int alarms = step < 0 ? 0 : _alarms[step];
        return new Confusion(hits, alarms, Positives - hits, Negatives - alarms);
    }

    /// <summary>
    /// The share of the anomalies among the <paramref name="alerts"/> highest scores; where the last place is shared by equal
    /// scores, the mean over all ways to break the tie. NaN where there is no anomaly.
    /// </summary>
    public double RecallAt(int alerts)
    {
        int hits = 0;
        int taken = 0;
        for (int i = 0; i < _steps && taken < alerts; i++)
        {
            int here = _hits[i] + _alarms[i] - taken;
            if (taken + here > alerts)
            {
                return (hits + ((_hits[i] - hits) * ((alerts - taken) / (double)here))) / Positives;
            }

            hits = _hits[i];
            taken += here;
        }

        return hits / (double)Positives;
    }
}
