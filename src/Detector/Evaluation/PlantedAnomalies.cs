using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Evaluation;

/// <summary>
/// Anomalies made of usual samples, for where nobody has labelled any, of three kinds in turn: a quarter of the fields (in sequences over half of the steps; in images a
/// square of half the side) has the values of another sample; or numbers far from its own; or all numbers are twice as far from their mean. Much like the dependency,
/// global and local anomalies of S. Han et al., ADBench, 2022. The same for the same samples.
/// </summary>
/// <param name="samples">Usual samples.</param>
/// <param name="schema">What their fields mean.</param>
internal sealed class PlantedAnomalies(SampleSet samples, Schema schema)
{
    /// <summary>Deviations that a number is pushed by.</summary>
    private const double Push = 4;

    /// <summary>How much farther from the mean numbers are moved.</summary>
    private const double Stretch = 2;

    private readonly Random _random = new(1);
    private readonly (double Mean, double Spread)[] _usual = [.. Enumerable.Range(0, schema.FieldCount).Select(field => Usual(samples.Rows, field))];

    /// <summary>One anomaly [steps * fields] for each of some samples.</summary>
    /// <param name="places">Which samples they are made of, and of whose values.</param>
    public IEnumerable<double[]> Of(IReadOnlyList<int> places)
    {
        for (int i = 0; i < places.Count; i++)
        {
            double[] planted = Raw(places[i]);
            double[] other = Raw(places[_random.Next(places.Count)]);
            foreach (int number in i % 3 == 2 ? Enumerable.Range(0, planted.Length) : Touched())
            {
                planted[number] = Moved(number % schema.FieldCount, i % 3, planted[number], other[number]);
            }

            yield return planted;
        }
    }

    private double Moved(int field, int kind, double value, double other)
    {
        (double mean, double spread) = _usual[field];
        bool isNumber = schema.Fields[field].Kind == FieldKind.Numeric;
        return kind switch
        {
            1 when isNumber && spread > 0 => value + ((_random.Next(2) == 0 ? Push : -Push) * spread),
            2 => isNumber ? mean + (Stretch * (value - mean)) : value,
            _ => other,
        };
    }

    private double[] Raw(int place)
    {
        double[] raw = new double[samples.RawWidth];
        samples.CopyTo(place, raw);
        return raw;
    }

    private IEnumerable<int> Touched() => samples.Kind switch
    {
        SampleKind.Image => Square(samples.Image[0], samples.Image[1], samples.Image[2]),
        SampleKind.Sequence => LastSteps(Fields()),
        _ => Fields(),
    };

    private int[] Fields()
    {
        int[] fields = [.. Enumerable.Range(0, schema.FieldCount)];
        _random.Shuffle(fields);
        return fields[..Math.Max(1, fields.Length / 4)];
    }

    // The event itself, the last step, is always strange.
    private IEnumerable<int> LastSteps(int[] fields) =>
        Enumerable.Range(samples.Steps / 2, samples.Steps - (samples.Steps / 2)).SelectMany(step => fields.Select(field => (step * schema.FieldCount) + field));

    private IEnumerable<int> Square(int channels, int height, int width)
    {
        (int high, int wide) = ((height + 1) / 2, (width + 1) / 2);
        (int top, int left) = (_random.Next(height - high + 1), _random.Next(width - wide + 1));
        return from channel in Enumerable.Range(0, channels)
               from line in Enumerable.Range(top, high)
               from column in Enumerable.Range(left, wide)
               select (((channel * height) + line) * width) + column;
    }

    private static (double Mean, double Spread) Usual(RowSet rows, int field)
    {
        double[] values = [.. Enumerable.Range(0, rows.Count).Select(row => rows.Row(row)[field]).Where(double.IsFinite)];
        double mean = values.DefaultIfEmpty(0).Average();
        return (mean, Math.Sqrt(values.Select(value => (value - mean) * (value - mean)).DefaultIfEmpty(0).Average()));
    }
}
