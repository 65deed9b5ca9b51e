using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Generation;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>What a model that makes samples makes: some of them, and a walk from one held-out sample's code to another's.</summary>
internal static class GeneratedSection
{
    private const int Images = 32;
    private const int Rows = 8;
    private const int WalkSteps = 8;
    private const int MostColumns = 8;
    private const int MostPanels = 4;
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
        int count = model.Parts.Shape.Kind == SampleKind.Image ? Images : Rows;
        float[][] made = Split(generator.Generate(Seed, Repeat(told, count * sample.Width)), sample.Width);
        float[][] walk = Split(generator.FromCodes(CodeWalk.Between(sample, first, last, WalkSteps), Repeat(Sample(sample, first), WalkSteps * sample.Width)), sample.Width);
        string given = generator.IsConditional
            ? $" They are told {Html.Text(string.Join(" and ", generator.Conditions.Select(field => field.Name)))} of held-out samples."
            : "";
        html.Section("Samples that the model makes", $"Made of random codes: what the model takes for usual.{given} <code>detector generate</code> makes more.");
        Show(html, model, made, isWalk: false);
        html.Section("A walk between two codes", "From a held-out sample's code to that of another, both usual, step by step. Where the codes in between are usual too, so is what is made of them.");
        Show(html, model, walk, isWalk: true);
    }

    private static void Show(Html html, TrainedModel model, float[][] samples, bool isWalk)
    {
        switch (model.Parts.Shape.Kind)
        {
            case SampleKind.Image:
                Pictures pictures = ImageRange.Pictures(model.Parts, samples);
                html.Add($"<div class='pictures{(isWalk ? "" : " many")}'>\n{string.Join('\n', samples.Select(image => pictures.Image(image, "A made image")))}\n</div>");
                break;
            case SampleKind.Sequence:
                var lines = new SequenceLines(model.Parts);
                int[] features = lines.Largest(MostPanels, Spread(samples));
                html.Panels(features.Select(feature => lines.Panel(feature, [.. samples.Select((sequence, i) =>
                    (sequence, isWalk ? "by" : "sample", isWalk ? $"--t:{100 * i / (samples.Length - 1)}%" : ""))])));
                if (isWalk)
                {
                    html.Add($"<div class='legend'><div class='bar'></div><div class='ends'><span>from the one</span><span>to the other</span></div></div>");
                }

                break;
            default:
                Table(html, model.Parts, samples, isWalk);
                break;
        }
    }

    private static void Table(Html html, ModelParts parts, float[][] samples, bool isWalk)
    {
        float[] spread = Spread(samples);
        HashSet<int> told = [.. parts.Input.Conditions.Select(parts.Transform.FieldOf)];
        int[] fields = [.. parts.Schema.Fields.Select(field => field.Index)
            .OrderByDescending(field => told.Contains(field) ? double.PositiveInfinity : Enumerable.Range(0, spread.Length).Where(i => parts.Transform.FieldOf(i) == field).Sum(i => spread[i]))
            .Take(MostColumns).Order()];
        double[][] rows = [.. samples.Select(sample => Raw(parts, sample))];
        IEnumerable<string> Row(double[] row, int i) =>
            fields.Select(field => parts.Schema.Fields[field].Kind is FieldKind.TimeOfDay or FieldKind.TimeOfWeek
                ? parts.Transform.FormatValue(field, row[field])
                : parts.Transform.MessageText(field, row[field])).Prepend(isWalk ? $"{Math.Round(100.0 * i / (rows.Length - 1))} %" : $"{i + 1}");
        html.Table(fields.Select(field => parts.Schema.Fields[field].Name).Prepend(isWalk ? "way" : ""), rows.Select(Row));
        if (fields.Length < parts.Schema.FieldCount)
        {
            html.Add($"<p>The {fields.Length} of {parts.Schema.FieldCount} fields that vary most here.</p>");
        }
    }

    private static double[] Raw(ModelParts parts, float[] sample)
    {
        double[] raw = new double[parts.Schema.FieldCount];
        parts.Transform.Restore(sample, raw);
        return raw;
    }

    // [D] the variance of each number.
    private static float[] Spread(float[][] samples) => [.. Enumerable.Range(0, samples[0].Length).Select(i =>
    {
        double mean = samples.Average(sample => sample[i]);
        return (float)samples.Average(sample => (sample[i] - mean) * (sample[i] - mean));
    })];

    // A step that is absent is told as the mean: what is made has all its steps.
    private static float[] Sample(Encoded sample, int row) =>
        [.. sample.Features[(row * sample.Width)..((row + 1) * sample.Width)].Select(number => float.IsNaN(number) ? 0 : number)];

    private static float[] Repeat(float[] numbers, int length) => [.. Enumerable.Range(0, length).Select(i => numbers[i % numbers.Length])];

    private static float[][] Split(float[] samples, int width) => [.. samples.Chunk(width)];
}
