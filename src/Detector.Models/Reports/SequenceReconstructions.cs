using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Sequences and what the model made of them, one over the other.</summary>
internal static class SequenceReconstructions
{
    private const int MostFeatures = 6;

    public static void Write(Html html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        int shown = Math.Min(MostFeatures, model.Parts.Shape.StepWidth);
        html.Section(
            "Reconstructions",
            "Two held-out sequences: <b class='t'>what they are</b> and, dashed, <b class='h'>what the model made of them</b>. Steps that are absent are not drawn."
            + (shown < model.Parts.Shape.StepWidth ? $" The {shown} features that differ most." : ""));
        var lines = new SequenceLines(model.Parts);
        foreach ((string which, int row) in new[] { ("A usual sequence", Ranks.Median(model.SampleScores)), ("The strangest sequence", Ranks.Strangest(model.SampleScores, 1)[0]) })
        {
            float[] sequence = sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
            float[] made = sample.Reconstruction(row).ToArray();
            for (int i = 0; i < made.Length; i++)
            {
                made[i] = float.IsNaN(sequence[i]) ? float.NaN : made[i];
            }

            html.Add($"<h3>{which}, score {Scale.Text(model.SampleScores[row])}</h3>");
            html.Panels(lines.Largest(shown, [.. sequence.Zip(made, (a, b) => (a - b) * (a - b))])
                .Select(feature => lines.Panel(feature, [(sequence, "seen", ""), (made, "made", "")])));
        }
    }
}
