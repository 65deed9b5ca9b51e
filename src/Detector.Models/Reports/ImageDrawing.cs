using Detector.Core.Statistics;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Images as pictures; held-out ones above what the model made of them, and where the two differ.</summary>
/// <param name="parts">The model.</param>
internal sealed class ImageDrawing(ModelParts parts) : SampleDrawing
{
    private const int Shown = 8;

    // Share of the differences that the colours tell apart; single pixels beyond would make all others black.
    private const double Told = 0.999;

    public override int MadeCount => 32;

    public override void Reconstructions(Html html, TrainedModel model)
    {
        Encoded sample = model.Sample;
        int[] usual = Ranks.Usual(model.SampleScores, Shown);
        int[] strange = Ranks.Strangest(model.SampleScores, Shown);
        Pictures pictures = PicturesOf(usual.Concat(strange).Select(row => Sample(sample, row)));
        double[] differences = [.. usual.Concat(strange)
            .SelectMany(row => pictures.Differences(Sample(sample, row), sample.Reconstruction(row)))
            .Where(float.IsFinite)
            .Select(difference => (double)difference)
            .Order()];
        double most = Math.Max(Quantiles.Of(differences, Told), 1e-9);
        html.Section(
            "Reconstructions",
            "Held-out images above what the model made of them, and where the two differ. "
            + "The numbers are their scores.");
        foreach ((string which, int[] rows) in new[] { ("Usual images", usual), ("The strangest images", strange) })
        {
            html.Add($"<h3>{which}</h3>\n<div class='pictures'>");
            foreach (int row in rows)
            {
                string score = Scale.Text(model.SampleScores[row]);
                html.Add($"<div>{pictures.Image(Sample(sample, row), $"An image that scores {score}")}");
                html.Add($"{pictures.Image(sample.Reconstruction(row), "Its reconstruction")}");
                string difference = pictures.Difference(Sample(sample, row), sample.Reconstruction(row), most, "Where they differ");
                html.Add($"{difference}{Scale.Short(model.SampleScores[row])}</div>");
            }

            html.Add($"</div>");
        }

        html.Legend("bar heat", "0", "difference of a pixel", $"{Scale.Short(most)} and more");
    }

    public override void Made(Html html, float[][] samples, bool isWalk)
    {
        Pictures pictures = PicturesOf(samples);
        string images = string.Join('\n', samples.Select(image => pictures.Image(image, "A made image")));
        html.Add($"<div class='pictures{(isWalk ? "" : " many")}'>\n{images}\n</div>");
    }

    // Black and white are 0 and 1 where the stream has frames, else the least and the largest number there is.
    private Pictures PicturesOf(IEnumerable<float[]> images)
    {
        if (parts.Schema.Layout.HasPlanes)
        {
            return new Pictures(parts.Shape, 0, 1);
        }

        float[] numbers = [.. images.SelectMany(image => image).Where(float.IsFinite).DefaultIfEmpty(0)];
        return new Pictures(parts.Shape, numbers.Min(), Math.Max(numbers.Max(), numbers.Min() + 1e-6));
    }

    private static float[] Sample(Encoded sample, int row) => sample.Features.AsSpan(row * sample.Width, sample.Width).ToArray();
}
