using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Data.Evaluation;

/// <summary>
/// Anomalies made of usual samples, for where nobody has labelled any, of three kinds in turn: a quarter of the fields (in sequences over
/// half of the steps; in images a square of half the side) has the values of another sample; or numbers far from its own; or all numbers
/// are twice as far from their mean. Much like the dependency, global and local anomalies of S. Han et al., ADBench, 2022. The same for
/// the same samples. A sample of which none can be made, because all are alike, is left out.
/// </summary>
/// <param name="samples">Usual samples.</param>
/// <param name="schema">What their fields mean.</param>
public sealed class PlantedAnomalies(SampleSet samples, Schema schema)
{
    /// <summary>Deviations that a number is pushed by.</summary>
    private const double Push = 4;

    /// <summary>How much farther from the mean numbers are moved.</summary>
    private const double Stretch = 2;

    private const int Kinds = 3;
    private const int Tries = 20;

    private readonly Random _random = new(1);
    private readonly (double Mean, double Spread)[] _usual = Usual(samples.Rows);
    private readonly bool[] _isNumber = [.. schema.Fields.Select(field => field.Kind == FieldKind.Numeric)];

    /// <summary>One anomaly [steps * fields] for each of some samples.</summary>
    /// <param name="places">Which samples they are made of, and of whose values.</param>
    public IEnumerable<double[]> Of(IReadOnlyList<int> places)
    {
        for (int i = 0; i < places.Count; i++)
        {
            double[] usual = samples.Copy(places[i]);
            for (int tries = 0; tries < Tries; tries++)
            {
                double[] planted = Planted(usual, samples.Copy(places[_random.Next(places.Count)]), (i + tries) % Kinds);
                if (!planted.AsSpan().SequenceEqual(usual))
                {
                    yield return planted;
                    break;
                }
            }
        }
    }

    private double[] Planted(double[] usual, double[] other, int kind)
    {
        double[] planted = [.. usual];
        foreach (int number in kind == 2 ? Enumerable.Range(0, planted.Length) : Touched())
        {
            planted[number] = Moved(number % schema.FieldCount, kind, planted[number], other[number]);
        }

        return planted;
    }

    private double Moved(int field, int kind, double value, double other)
    {
        (double mean, double spread) = _usual[field];
        return kind switch
        {
            1 when _isNumber[field] && spread > 0 => value + ((_random.Next(2) == 0 ? Push : -Push) * spread),
            2 => _isNumber[field] ? mean + (Stretch * (value - mean)) : value,
            _ => other,
        };
    }

    private IEnumerable<int> Touched() => samples.Layout.HasPlanes ? Square(samples.Layout) : LastSteps(Fields());

    private int[] Fields()
    {
        int[] fields = [.. Enumerable.Range(0, schema.FieldCount)];
        _random.Shuffle(fields);
        return fields[..Math.Max(1, fields.Length / 4)];
    }

    // The event itself, the last step or the only one, is always strange.
    private IEnumerable<int> LastSteps(int[] fields) =>
        Enumerable.Range(samples.Steps / 2, samples.Steps - (samples.Steps / 2))
            .SelectMany(step => fields.Select(field => (step * schema.FieldCount) + field));

    private IEnumerable<int> Square(SampleLayout image)
    {
        (int height, int width) = (image.Sizes[0], image.Sizes[1]);
        (int high, int wide) = ((height + 1) / 2, (width + 1) / 2);
        (int top, int left) = (_random.Next(height - high + 1), _random.Next(width - wide + 1));
        return from channel in Enumerable.Range(0, image.PicturePlanes)
               from line in Enumerable.Range(top, high)
               from column in Enumerable.Range(left, wide)
               select (((channel * height) + line) * width) + column;
    }

    // In one pass, for the rows may lie on a disk (B. Welford, 1962).
    private static (double Mean, double Spread)[] Usual(RowSet rows)
    {
        var moments = new (long Count, double Mean, double Squares)[rows.FieldCount];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlyRowSpan row = rows.Row(i);
            for (int field = 0; field < row.Length; field++)
            {
                if (double.IsFinite(row[field]))
                {
                    ref (long Count, double Mean, double Squares) moment = ref moments[field];
                    double from = row[field] - moment.Mean;
                    moment.Mean += from / ++moment.Count;
                    moment.Squares += from * (row[field] - moment.Mean);
                }
            }
        }

        return [.. moments.Select(moment => (moment.Mean, Math.Sqrt(moment.Squares / Math.Max(1, moment.Count))))];
    }
}
