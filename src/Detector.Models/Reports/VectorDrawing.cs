using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>
/// Rows by their fields; held-out ones beside what the model made of them,
/// those fields first that differ most; of a category the feature that does.
/// </summary>
/// <param name="parts">The model.</param>
internal sealed class VectorDrawing(ModelParts parts) : SampleDrawing
{
    private const int MostFeatures = 16;
    private const int MostColumns = 8;
    private const double Line = 22;
    private const double NameRoom = 190;
    private const double ValueRoom = 196;
    private const int LongestText = 19;

    public override void Reconstructions(Html html, TrainedModel model)
    {
        int most = Math.Min(MostFeatures, model.Schema.FieldCount);
        html.Section(
            "Reconstructions",
            "Two held-out rows: <b class='t'>what they are</b> and <b class='h'>what the model expected</b>, "
            + "in deviations from the mean, and at the right in the messages' own terms."
            + (most < model.Schema.FieldCount ? $" The {most} fields that differ most." : ""));
        foreach ((string which, int row) in Ranks.Extremes(model.SampleScores, "row"))
        {
            html.Add($"<h3>{which}, score {Scale.Text(model.SampleScores[row])}</h3>");
            html.Add($"{Draw(model.Sample, row, model.Parts.Transform, most)}");
        }
    }

    public override void Made(Html html, float[][] samples, bool isWalk)
    {
        float[] spread = Spread(samples);
        HashSet<int> told = [.. parts.Input.Conditions.Select(parts.Transform.FieldOf)];
        double SpreadOf(int field) =>
            Enumerable.Range(0, spread.Length).Where(i => parts.Transform.FieldOf(i) == field).Sum(i => spread[i]);
        int[] fields = [.. parts.Schema.Fields.Select(field => field.Index)
            .OrderByDescending(field => told.Contains(field) ? double.PositiveInfinity : SpreadOf(field))
            .Take(MostColumns).Order()];
        double[][] rows = [.. samples.Select(Raw)];
        string Place(int i) => isWalk ? $"{Math.Round(100.0 * i / (rows.Length - 1))} %" : $"{i + 1}";
        string Value(int field, double number) => parts.Schema.Fields[field].Kind is FieldKind.TimeOfDay or FieldKind.TimeOfWeek
            ? parts.Transform.FormatValue(field, number)
            : parts.Transform.MessageText(field, number);
        IEnumerable<string> Row(double[] row, int i) => fields.Select(field => Value(field, row[field])).Prepend(Place(i));
        html.Table(fields.Select(field => parts.Schema.Fields[field].Name).Prepend(isWalk ? "way" : ""), rows.Select(Row));
        if (fields.Length < parts.Schema.FieldCount)
        {
            html.Add($"<p>The {fields.Length} of {parts.Schema.FieldCount} fields that vary most here.</p>");
        }
    }

    private double[] Raw(float[] sample)
    {
        double[] raw = new double[parts.Schema.FieldCount];
        parts.Transform.Restore(sample, raw);
        return raw;
    }

    private static string Draw(Encoded sample, int row, FeatureTransform transform, int most)
    {
        float[] features = sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
        float[] made = sample.Reconstruction(row).ToArray();
        int[] shown = [.. Enumerable.Range(0, features.Length)
            .OrderByDescending(i => Math.Abs(features[i] - made[i]))
            .DistinctBy(transform.FieldOf)
            .Take(most)];
        IEnumerable<float> far = shown.SelectMany(i => new[] { Math.Abs(features[i]), Math.Abs(made[i]) });
        double reach = 1.05 * Math.Max(1, far.Where(float.IsFinite).DefaultIfEmpty(1).Max());
        Chart chart = Chart.Wide("Features and their reconstruction", (shown.Length * Line) + 80, NameRoom);
        var x = new Scale(-reach, reach, chart.Left, chart.Right - ValueRoom);
        foreach (double tick in x.Ticks())
        {
            chart.Add($"<line class='grid' x1='{x.At(tick):F1}' x2='{x.At(tick):F1}' y1='{chart.Top}' y2='{chart.Bottom}'/>");
            chart.Add($"<text x='{x.At(tick):F1}' y='{chart.Bottom + 20}' text-anchor='middle'>{x.Label(tick)}</text>");
        }

        for (int i = 0; i < shown.Length; i++)
        {
            int feature = shown[i];
            double y = chart.Top + ((i + 0.5) * Line);
            (double value, double expected) = (x.At(features[feature]), x.At(made[feature]));
            string name = transform.FeatureNames[feature];
            (string valueText, string expectedText) = (Value(transform, feature, features), Value(transform, feature, made));
            chart.Add($"<g><title>{Html.Text($"{name}: {valueText}, expected {expectedText}")}</title>");
            chart.Add($"<text x='{chart.Left - 8}' y='{y + 4:F1}' text-anchor='end'>{Html.Text(Html.Short(name, LongestText))}</text>");
            chart.Add($"<line class='gap' x1='{value:F1}' x2='{expected:F1}' y1='{y:F1}' y2='{y:F1}'/>");
            chart.Add($"<circle class='heldout' cx='{expected:F1}' cy='{y:F1}' r='5'/>");
            chart.Add($"<circle class='under' cx='{value:F1}' cy='{y:F1}' r='3.5'/>");
            string both = Html.Text(Html.Short($"{valueText} ({expectedText})", LongestText));
            chart.Add($"<text x='{chart.Right - ValueRoom + 14}' y='{y + 4:F1}'>{both}</text></g>");
        }

        double middle = (chart.Left + chart.Right - ValueRoom) / 2;
        chart.Add($"<text class='title' x='{middle}' y='{chart.Height - 8}' text-anchor='middle'>deviations from the mean</text>");
        chart.Add($"<text class='title' x='{chart.Left - 8}' y='16' text-anchor='end'>feature</text>");
        chart.Add($"<text class='title' x='{chart.Right - ValueRoom + 14}' y='16'>value (expected)</text>");
        return chart.ToString();
    }

    private static string Value(FeatureTransform transform, int feature, float[] row) =>
        transform.Unscale(feature, row[feature]) is { } number
            ? transform.MessageText(transform.FieldOf(feature), number)
            : transform.FormatExpected(transform.FieldOf(feature), row);
}
