using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Sequences as lines over their steps, and what the model made of them.</summary>
/// <param name="parts">The model.</param>
internal sealed class SequenceDrawing(ModelParts parts) : SampleDrawing
{
    private const int MostFeatures = 6;
    private const int MostPanels = 4;

    private readonly SequenceLines _lines = new(parts);

    public override void Reconstructions(Html html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        int shown = Math.Min(MostFeatures, parts.Shape.StepWidth);
        html.Section(
            "Reconstructions",
            "Two held-out sequences: <b class='t'>what they are</b> and, dashed, <b class='h'>what the model made of them</b>. "
            + "Steps that are absent are not drawn."
            + (shown < parts.Shape.StepWidth ? $" The {shown} features that differ most." : ""));
        foreach ((string which, int row) in Ranks.Extremes(model.SampleScores, "sequence"))
        {
            float[] sequence = sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
            float[] made = sample.Reconstruction(row).ToArray();
            for (int i = 0; i < made.Length; i++)
            {
                made[i] = float.IsNaN(sequence[i]) ? float.NaN : made[i];
            }

            html.Add($"<h3>{which}, score {Scale.Text(model.SampleScores[row])}</h3>");
            html.Panels(_lines.Largest(shown, [.. sequence.Zip(made, (a, b) => (a - b) * (a - b))])
                .Select(feature => _lines.Panel(feature, [(sequence, "seen", ""), (made, "made", "")])));
        }
    }

    public override void Made(Html html, float[][] samples, bool isWalk)
    {
        html.Panels(_lines.Largest(MostPanels, Spread(samples)).Select(feature => _lines.Panel(feature, [.. samples.Select((sequence, i) =>
            (sequence, isWalk ? "by" : "sample", isWalk ? $"--t:{100 * i / (samples.Length - 1)}%" : ""))])));
        if (isWalk)
        {
            html.Legend("bar", "from the one", "", "to the other");
        }
    }
}
