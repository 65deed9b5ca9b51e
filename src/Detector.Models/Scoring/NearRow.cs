using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Models.Scoring;

/// <summary>A row that a model keeps of those it was trained on.</summary>
/// <param name="Distance">How far an event is from it, in scaled features, as the score measures.</param>
/// <param name="Fields">What its fields had, of a sequence those of its last step.</param>
public sealed record NearRow(double Distance, IReadOnlyList<NearValue> Fields)
{
    /// <summary>The rows nearest to a sample, the nearest first; none where the model keeps none, and of frames.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="sample">[steps * fields] raw.</param>
    /// <param name="count">How many at most.</param>
    internal static IReadOnlyList<NearRow> Of(ModelParts parts, ReadOnlySpan<double> sample, int count)
    {
        if (parts.Members[0].Calibration.Neighbours is not { } rows || parts.Schema.Layout.HasPlanes)
        {
            return [];
        }

        int steps = parts.Shape.Steps;
        float[] own = new float[rows.Width];
        parts.Transform.Transform(sample, steps, own);
        if (parts.Shape.HasSteps)
        {
            AbsentSteps.Mark(sample, parts.Schema.FieldCount, own, parts.Shape.StepWidth);
        }

        int last = (steps - 1) * parts.Shape.StepWidth;
        return
        [
            .. Enumerable.Range(0, rows.Rows.Length / rows.Width)
                .Select(at => (At: at, Distance: DistanceOf(own, rows.Rows.AsSpan(at * rows.Width, rows.Width))))
                .OrderBy(row => row.Distance).Take(count)
                .Select(row => new NearRow(row.Distance, Values(parts, rows.Rows.AsSpan((row.At * rows.Width) + last)))),
        ];
    }

    // What the event lacks, or its sequence, tells nothing.
    private static double DistanceOf(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            double difference = float.IsNaN(one[i]) ? 0 : (double)one[i] - other[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static NearValue[] Values(ModelParts parts, ReadOnlySpan<float> features)
    {
        var values = new NearValue[parts.Schema.FieldCount];
        for (int field = 0; field < values.Length; field++)
        {
            values[field] = new(parts.Schema.Fields[field].Name, parts.Transform.FormatExpected(field, features));
        }

        return values;
    }
}

/// <summary>A field of such a row.</summary>
public sealed record NearValue(string Name, string Value);
