namespace Detector.Models.Reports;

/// <summary>Draws features of sequences over their steps; a number in its own unit.</summary>
/// <param name="parts">The model.</param>
internal sealed class SequenceLines(ModelParts parts)
{
    private const int LongestName = 30;

    private readonly int _steps = parts.Shape.Steps;
    private readonly int _width = parts.Shape.StepWidth;

    /// <summary>A panel of one feature.</summary>
    /// <param name="feature">Which, of a step.</param>
    /// <param name="lines">Sequences [steps * features], and the looks of their lines; absent steps (NaN) are not drawn.</param>
    public string Panel(int feature, IReadOnlyList<(float[] Sequence, string Css, string Style)> lines)
    {
        double[][] values = [.. lines.Select(line => Values(line.Sequence, feature))];
        double[] finite = [.. values.SelectMany(v => v).Where(double.IsFinite).DefaultIfEmpty(0)];
        double margin = Math.Max(0.06 * (finite.Max() - finite.Min()), 1e-6 * Math.Max(1, Math.Abs(finite.Max())));
        bool isNumber = parts.Transform.Unscale(feature, 0) is not null;
        string name = parts.Transform.FeatureNames[feature];
        Chart chart = Chart.Panel($"{name} over the steps");
        Scale x = chart.Across(Math.Min(1 - _steps, -1), 0);
        Scale y = chart.Up(finite.Min() - margin, finite.Max() + margin);
        chart.Axes(x, "step (the event is 0)", y, isNumber ? name : $"{Html.Short(name, LongestName)}, in deviations");
        for (int i = 0; i < lines.Count; i++)
        {
            IEnumerable<(double X, double Y)> points = values[i].Select((value, step) =>
                (x.At(step - _steps + 1), double.IsFinite(value) ? y.At(value) : double.NaN));
            chart.Line(lines[i].Css, points, lines[i].Style);
        }

        return chart.ToString();
    }

    /// <summary>Features of a step, the one with the largest sum of something over all steps first.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="measure">[steps * features].</param>
    public int[] Largest(int count, float[] measure) =>
        [.. Enumerable.Range(0, _width).OrderByDescending(feature => Enumerable.Range(0, _steps).Sum(step =>
            float.IsFinite(measure[(step * _width) + feature]) ? (double)measure[(step * _width) + feature] : 0)).Take(count)];

    private double[] Values(float[] sequence, int feature) =>
        [.. Enumerable.Range(0, _steps).Select(step => sequence[(step * _width) + feature])
            .Select(value => parts.Transform.Unscale(feature, value) ?? value)];
}
