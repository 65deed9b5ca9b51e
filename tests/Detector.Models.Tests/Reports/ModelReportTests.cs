using System.Xml.Linq;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Settings;
using Detector.Models.Training;
using static Detector.Models.Tests.Reports.ReportPage;

namespace Detector.Models.Tests.Reports;

/// <summary>What a report draws, held against the samples and reconstructions themselves.</summary>
public class ModelReportTests
{
    private const int High = 5;
    private const int Wide = 6;
    private static readonly ModelSettings Fast = Sample.Fast with { MaxSteps = 60, Trim = 0 };
    private static readonly Lazy<TrainedModel> Images = new(() =>
        Image(High, Wide, PixelFormat.Gray8, Fast with { Variant = Variant.Variational, InputNoise = 0, Widths = [16, 3] }));
    private static readonly Lazy<TrainedModel> Sequences = new(Sequence);

    [Fact]
    public void ThePageNeedsNothingElse()
    {
        var page = new ReportPage(TrainedOnce.Model);

        Assert.DoesNotContain(page.All, e => e.Name == "script" || e.Name == "link" || e.Attribute("href") is not null);
        Assert.DoesNotContain("http", System.Text.Encoding.UTF8.GetString(page.Content).Replace("http-equiv", ""));
        Assert.InRange(page.Content.Length, 1000, 200_000);
        Assert.False(page.Has("Samples that the model makes"));
    }

    [Fact]
    public void ARowIsDrawnBesideItsReconstructionTheLargestDifferenceFirst()
    {
        TrainedModel model = TrainedOnce.Model;
        XElement chart = new ReportPage(model)["Reconstructions"].Find("svg").Last();
        int row = Array.IndexOf(model.SampleScores, model.SampleScores.Max());
        float[] sample = Of(model, row);
        float[] made = model.Sample.Reconstruction(row).ToArray();
        int[] order = [.. Enumerable.Range(0, sample.Length).OrderByDescending(i => Math.Abs(sample[i] - made[i]))];

        Assert.Equal(order.Select(i => $"f{i}"), chart.Descendants("g").Select(g => g.Element("text")!.Value));
        double[] values = [.. chart.Descendants("circle").Where(c => Is(c, "under")).Select(c => Number(c, "cx"))];
        double[] expected = [.. chart.Descendants("circle").Where(c => Is(c, "heldout")).Select(c => Number(c, "cx"))];
        AssertAffine([.. order.Select(i => (double)sample[i]), .. order.Select(i => (double)made[i])], [.. values, .. expected]);
    }

    [Fact]
    public void AReportOfImagesSpeaksOfNoRows()
    {
        string text = new ReportPage(Images.Value).All.First().Value;

        Assert.Contains("frames that it was not fitted to", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\brows?\b", text);
    }

    [Fact]
    public void TheImagesAreThoseThatWereHeldOut()
    {
        TrainedModel model = Images.Value;
        XElement[] columns = [.. new ReportPage(model)["Reconstructions"].Find("div", "pictures").Last().Elements("div")];
        int[] strangest = [.. Enumerable.Range(0, model.Sample.Rows).OrderByDescending(i => model.SampleScores[i]).Take(8)];

        Assert.Equal(8, columns.Length);
        foreach ((XElement column, int row) in columns.Zip(strangest))
        {
            XElement[] pictures = [.. column.Elements("img")];
            Assert.Equal((Wide, High), (Picture(pictures[0]).Width, Picture(pictures[0]).Height));
            Assert.Equal(Bytes(Of(model, row)), Picture(pictures[0]).Pixels);
            Assert.Equal(Bytes(model.Sample.Reconstruction(row).ToArray()), Picture(pictures[1]).Pixels);

            // The colours are the lighter the more two pixels differ.
            double[] differences = [.. Of(model, row).Zip(model.Sample.Reconstruction(row).ToArray(), (a, b) => (double)Math.Abs(a - b))];
            int[] light = [.. Picture(pictures[2], PixelFormat.Rgb24).Pixels.Chunk(3)
                .Select(p => (2126 * p[0]) + (7152 * p[1]) + (722 * p[2]))];
            int[] byDifference = [.. Enumerable.Range(0, light.Length).OrderBy(i => differences[i])];
            Assert.All(byDifference.Zip(byDifference.Skip(1)), pair => Assert.True(light[pair.First] <= light[pair.Second] + 8000));
            Assert.True(light.Max() > light.Min() + 100_000);
        }
    }

    [Fact]
    public void NoPictureIsNarrowerThanNinetyPixels()
    {
        var page = new ReportPage(Images.Value);

        Assert.All(page.All.Where(e => e.Name == "img"), img => Assert.Contains(img.Ancestors(), e => Is(e, "pictures")));
        Assert.Contains("""
            .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(90px, 1fr));
            """, System.Text.Encoding.UTF8.GetString(page.Content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90, 70, 45, 35, 0, 1, 70, 71)]
    [InlineData(1, 7000, 1, 1750, 0, 1, 2, 3)]
    [InlineData(7000, 1, 1750, 1, 0, 1, 2, 3)]
    public void ColoursStayAndLargeImagesAreMadeSmallerByMeans(int high, int wide, int lines, int columns, params int[] corner)
    {
        TrainedModel model = Image(high, wide, PixelFormat.Rgb24, Fast with { MaxSteps = 2, Widths = [8, 2] });
        XElement first = new ReportPage(model)["Reconstructions"].Find("img").First();

        (int width, int height, byte[] pixels) = Picture(first, PixelFormat.Rgb24);

        Assert.Equal((columns, lines), (width, height));
        int row = Enumerable.Range(0, model.Sample.Rows).Single(i =>
        {
            float[] image = Of(model, i);
            return Enumerable.Range(0, 3)
                .All(c => Math.Abs(pixels[c] - (255 * corner.Average(p => image[(c * high * wide) + p]))) <= 0.51);
        });
        Assert.InRange(row, 0, model.Sample.Rows);
    }

    [Fact]
    public void SequencesAreOverlaidAndAbsentStepsAreNotDrawn()
    {
        TrainedModel model = Sequences.Value;
        int row = Array.IndexOf(model.SampleScores, model.SampleScores.Max());
        float[] sample = Of(model, row);
        int present = Enumerable.Range(0, 6).Count(step => !float.IsNaN(sample[step * 2]));
        Assert.InRange(present, 1, 5); // the strangest is a sequence's start, planted

        XElement[] panels = [.. new ReportPage(model)["Reconstructions"].Find("svg").TakeLast(2)];

        foreach (XElement panel in panels)
        {
            int feature = panel.Descendants("text").Last().Value == "f0" ? 0 : 1;
            (double X, double Y)[] seen = Line(panel, "seen");
            (double X, double Y)[] made = Line(panel, "made");
            Assert.Equal((present, present), (seen.Length, made.Length));
            int[] steps = [.. Enumerable.Range(6 - present, present)];
            AssertAffine([.. steps.Select(step => (double)sample[(step * 2) + feature]),
                .. steps.Select(step => (double)model.Sample.Reconstruction(row)[(step * 2) + feature])],
                [.. seen.Select(p => p.Y), .. made.Select(p => p.Y)]);
        }
    }

    [Fact]
    public void BothMapsShowTheSameSamplesByTheirScores()
    {
        TrainedModel model = TrainedOnce.Model;
        XElement[] maps = [.. new ReportPage(model)["Codes"].Find("svg")];

        Assert.Equal(["PCA of the codes", "t-SNE of the codes"], maps.Select(map => map.Attribute("aria-label")!.Value));
        foreach (XElement map in maps)
        {
            XElement[] dots = [.. map.Descendants("circle")];
            Assert.Equal(model.Sample.Rows, dots.Length);
            Assert.Equal(model.SampleScores.Count(score => score > model.Threshold.Value), dots.Count(dot => Is(dot, "alert")));
            int[] shades = [.. dots.Select(dot => int.Parse(dot.Attribute("style")!.Value.Replace("--t:", "").Replace("%", "")))];
            double least = model.SampleScores.Min();
            Assert.Equal(model.SampleScores.Order().Select(s => 100 * Math.Min(1, (s - least) / (model.Threshold.Value - least))),
                shades.Select(s => (double)s), (a, b) => Math.Abs(a - b) <= 0.51);
            Assert.True(dots.Select(dot => (Number(dot, "cx"), Number(dot, "cy"))).Distinct().Count() > dots.Length / 2);
        }
    }

    [Fact]
    public void AWalkGoesFromOneReconstructionToAnother()
    {
        TrainedModel model = Images.Value;
        var page = new ReportPage(model);
        XElement[] walk = [.. page["A walk between two codes"].Find("img")];
        byte[][] reconstructions = [.. Enumerable.Range(0, model.Sample.Rows)
            .Select(row => Bytes(model.Sample.Reconstruction(row).ToArray()))];

        Assert.Equal(8, walk.Length);
        Assert.Contains(reconstructions, r => Near(r, Picture(walk[0]).Pixels));
        Assert.Contains(reconstructions, r => Near(r, Picture(walk[^1]).Pixels));
        Assert.False(Near(Picture(walk[0]).Pixels, Picture(walk[^1]).Pixels));
        Assert.Equal(32, page["Samples that the model makes"].Find("img").Select(img => img.Attribute("src")!.Value).Distinct().Count());
    }

    [Fact]
    public void RowsThatTheModelMakesAreATableInTheMessagesTerms()
    {
        TrainedModel model = Sample.Train(Sample.Rows(150, 12), Fast with { Variant = Variant.Variational, InputNoise = 0 });

        string[][] rows = [.. new ReportPage(model)["Samples that the model makes"].Find("tr")
            .Select(tr => tr.Elements().Select(cell => cell.Value).ToArray())];

        Assert.Equal(9, rows.Length);
        Assert.Equal(8, rows[0].Count(name => name.StartsWith('f')));
        for (int column = 1; column < rows[0].Length; column++)
        {
            double mean = 10 * int.Parse(rows[0][column][1..]); // as Sample.Rows makes them
            Assert.All(rows[1..], row => Assert.InRange(double.Parse(row[column]), mean - 6, mean + 6));
        }
    }

    [Fact]
    public void LossesBelowNothingAreDrawnInTheirOrder()
    {
        // A variational model's loss is a likelihood's, which falls below nothing for pixels.
        LearningPoint[] curve = [.. Images.Value.Report.Curve];
        XElement chart = new ReportPage(WithLosses(curve.Select((_, i) => 1.0 - i)))["Learning curve"].Find("svg").Single();

        (double X, double Y)[] line = Line(chart, "heldout");

        AssertAffine([.. Enumerable.Range(0, curve.Length).Select(i => 1.0 - i)], [.. line.Select(p => p.Y)]);
        AssertAffine([.. curve.Select(p => (double)p.Step)], [.. line.Select(p => p.X)]);

        TrainedModel WithLosses(IEnumerable<double> losses)
        {
            TrainedModel model = Images.Value;
            TrainingReport report = model.Report
                with { Curve = [.. curve.Zip(losses, (point, loss) => point with { Loss = loss, HeldOutLoss = loss })] };
            return new TrainedModel(model.Parts, report, model.Golden, model.Sample, model.SampleScores);
        }
    }

    private static float[] Of(TrainedModel model, int row) =>
        model.Sample.Features.AsSpan(row * model.Sample.Width, model.Sample.Width).ToArray();

    private static byte[] Bytes(float[] pixels) => [.. pixels.Select(p => (byte)Math.Round(255 * Math.Clamp((double)p, 0, 1)))];

    private static bool Near(byte[] a, byte[] b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) <= 1);

    private static (double X, double Y)[] Line(XElement chart, string css) =>
        [.. chart.Descendants("polyline").Where(line => Is(line, css)).SelectMany(Points)];

    // Pixels are the numbers times something plus something.
    private static void AssertAffine(double[] numbers, double[] pixels)
    {
        (int least, int most) = (Array.IndexOf(numbers, numbers.Min()), Array.IndexOf(numbers, numbers.Max()));
        double scale = (pixels[most] - pixels[least]) / (numbers[most] - numbers[least]);
        Assert.True(Math.Abs(pixels[most] - pixels[least]) > 50);
        Assert.All(numbers.Zip(pixels), pair => Assert.Equal(pixels[least] + (scale * (pair.First - numbers[least])), pair.Second, 0.2));
    }

    private static TrainedModel Image(int height, int width, PixelFormat pixels, ModelSettings settings)
    {
        var schema = new Schema(new() { Format = MessageFormat.Raw, Frame = new() { Height = height, Width = width, Pixels = pixels } });
        var random = new Random(6);
        var rows = new RowSet(schema.FieldCount);
        for (int i = 0; i < (height * width > 1000 ? 25 : 200); i++)
        {
            int column = random.Next(width);
            rows.Add([.. Enumerable.Range(0, schema.FieldCount)
                .Select(place => ((place % width == column ? 200 : 0) + random.Next(50)) / 255.0)]);
        }

        SampleSet images = SampleSet.Of(rows, new SampleLayout(schema.FieldCount / height / width, height, width));
        return new Trainer(schema, settings, new(), TimeProvider.System).Train(images, null, CancellationToken.None);
    }

    // Many short sequences; now and then one starts far out, so that the strangest samples lack steps.
    private static TrainedModel Sequence()
    {
        var random = new Random(7);
        var rows = new RowSet(2);
        for (int i = 0; i < 600; i++)
        {
            double angle = i * 0.7;
            double far = i % 12 == 2 ? 30 : 0;
            rows.Add([Math.Sin(angle) + far, Math.Cos(angle) + (0.1 * random.NextDouble())]);
        }

        SampleSet set = SampleSet.Sequences(rows, 6, [.. Enumerable.Range(0, 50).Select(i => 12 * i)]);
        return new Trainer(Sample.Schema(2), Fast with { Family = "dense" }, new(), TimeProvider.System)
            .Train(set, null, CancellationToken.None);
    }
}
