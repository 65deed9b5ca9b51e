using Detector.Models.Generation;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>What a model that makes samples makes: some of them, and a walk from one held-out sample's code to another's.</summary>
internal static class GeneratedSection
{
    private const int WalkSteps = 8;
    private const long Seed = 1;

    public static void Write(Html html, TrainedModel model)
    {
        if (!SampleGenerator.CanMake(model.Parts))
        {
            return;
        }

        using var generator = new SampleGenerator(model.Parts);
        Encoded sample = model.Sample;
        (int first, int last) = CodeWalk.Ends(sample, model.SampleScores, model.Parts.Input.Conditions);
        float[] told = [.. Ranks.Usual(model.SampleScores, sample.Rows).SelectMany(row => Sample(sample, row))];
        var drawing = SampleDrawing.Of(model.Parts);
        float[][] made = Split(generator.Generate(Seed, Repeat(told, drawing.MadeCount * sample.Width)), sample.Width);
        float[] codes = CodeWalk.Between(sample, first, last, WalkSteps);
        float[][] walk = Split(generator.FromCodes(codes, Repeat(Sample(sample, first), WalkSteps * sample.Width)), sample.Width);
        string given = generator.IsConditional
            ? $" They are told {Html.Text(string.Join(" and ", generator.Conditions.Select(field => field.Name)))} of held-out samples."
            : "";
        html.Section(
            "Samples that the model makes",
            $"Made of random codes: what the model takes for usual.{given} <code>detector generate</code> makes more.");
        drawing.Made(html, made, isWalk: false);
        html.Section(
            "A walk between two codes",
            "From a held-out sample's code to that of another, both usual, step by step. "
            + "Where the codes in between are usual too, so is what is made of them.");
        drawing.Made(html, walk, isWalk: true);
    }

    // A step that is absent is told as the mean: what is made has all its steps.
    private static float[] Sample(Encoded sample, int row) =>
        [.. sample.Features[(row * sample.Width)..((row + 1) * sample.Width)].Select(number => float.IsNaN(number) ? 0 : number)];

    private static float[] Repeat(float[] numbers, int length) =>
        [.. Enumerable.Range(0, length).Select(i => numbers[i % numbers.Length])];

    private static float[][] Split(float[] samples, int width) => [.. samples.Chunk(width)];
}
