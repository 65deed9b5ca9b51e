using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Images above what the model made of them, and where the two differ.</summary>
internal static class ImageReconstructions
{
    private const int Shown = 8;

    // Share of the differences that the colours tell apart; single pixels beyond would make all others black.
    private const double Told = 0.999;

    public static void Write(Html html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        int[] usual = Ranks.Usual(model.SampleScores, Shown);
        int[] strange = Ranks.Strangest(model.SampleScores, Shown);
        Pictures pictures = ImageRange.Pictures(model.Parts, usual.Concat(strange).Select(row => Sample(sample, row)));
        float[] differences = [.. usual.Concat(strange).SelectMany(row => pictures.Differences(Sample(sample, row), sample.Reconstruction(row))).Where(float.IsFinite).Order()];
        double most = Math.Max(differences[(int)(Told * (differences.Length - 1))], 1e-9);
        html.Section("Reconstructions", "Held-out images above what the model made of them, and where the two differ. The numbers are their scores.");
        foreach ((string which, int[] rows) in new[] { ("Usual images", usual), ("The strangest images", strange) })
        {
            html.Add($"<h3>{which}</h3>\n<div class='pictures'>");
            foreach (int row in rows)
            {
                string score = Scale.Text(model.SampleScores[row]);
                html.Add($"<div>{pictures.Image(Sample(sample, row), $"An image that scores {score}")}");
                html.Add($"{pictures.Image(sample.Reconstruction(row), "Its reconstruction")}");
                html.Add($"{pictures.Difference(Sample(sample, row), sample.Reconstruction(row), most, "Where they differ")}{Scale.Short(model.SampleScores[row])}</div>");
            }

            html.Add($"</div>");
        }

        html.Add($"<div class='legend'><div class='bar heat'></div><div class='ends'><span>0</span><span>difference of a pixel</span><span>{Scale.Short(most)} and more</span></div></div>");
    }

    private static float[] Sample(Encoded sample, int row) => sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
}
