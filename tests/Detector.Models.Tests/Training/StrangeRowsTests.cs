using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

/// <summary>What a report tells of the strangest held-out rows, held against what was planted.</summary>
public class StrangeRowsTests
{
    // In which the planted rows have a field far out.
    private const int Field = 2;
    private const int Every = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TheStrangestAreThosePlantedAndToldByWhereTheyCameFromAndWhy(int steps)
    {
        TrainedModel model = Train(steps);
        int[] planted = [.. model.HeldOut.Where(place => place % Every == Every - 1)];
        IReadOnlyList<StrangeRow> rows = model.Strangest;

        // In a sequence the rows after it are strange for its sake, too.
        Assert.NotEmpty(planted);
        Assert.Equal(20, rows.Count);
        Assert.Subset(rows.Select(row => row.Number - 1).ToHashSet(), planted.ToHashSet());
        StrangeRow[] found = [.. rows.Where(row => planted.Contains(row.Number - 1))];
        Assert.All(found, row => Assert.Equal($"f{Field}", row.Causes[0].Name));
        Assert.All(rows, row => Assert.Equal(new RowOrigin($"k{row.Number - 1}", 1000 * row.Number, $"row {row.Number}"), row.Origin));
        Assert.All(rows, row => Assert.Equal(1, row.Parts.Sum(part => part.Value), 1e-9));
        Assert.All(rows, row => Assert.Equal(1, row.Fields.Sum(), 1e-6));
        Assert.All(rows, row => Assert.Contains(row.Number - 1, model.HeldOut));
        Assert.Equal(rows.Select(row => row.Score).OrderDescending(), rows.Select(row => row.Score));
        Assert.Equal(BatchScores.PartNames, model.PartShares.Select(part => part.Name));
        Assert.Equal(1, model.PartShares.Sum(part => part.Value), 0.001);
    }

    [Fact]
    public void ARowHasTheScoreThatTheModelGivesIt()
    {
        TrainedModel model = Train(1);
        RowSet rows = Rows();
        using IScorer scorer = model.CreateScorer("v", 1, "cpu");
        var scores = new BatchScores(1);
        foreach (StrangeRow row in model.Strangest)
        {
            scorer.Score(Sample.Batch(rows, row.Number - 1, 1), scores);
            Assert.Equal(scores.Score[0], row.Score, 1e-4 * row.Score);
        }
    }

    [Fact]
    public void OfAFrameThePlaceIsTold()
    {
        const int size = 24;
        var schema = new Schema(
            new() { Format = MessageFormat.Raw, Frame = new() { Height = size, Width = size, Pixels = PixelFormat.Gray8 } });
        var settings = Sample.Fast with { MaxSteps = 30, Widths = [16, 3] };
        int planted = SampleSplit.Divide(Frames(-1), settings.EarlyStopping.HeldOut, settings.Seed).HeldOut[7];
        TrainedModel model = new Trainer(schema, settings, new() { CrossFit = false }, TimeProvider.System)
            .Train(Frames(planted), null, CancellationToken.None);

        StrangeRow strangest = model.Strangest[0];
        Assert.Equal(planted + 1, strangest.Number);
        Assert.Contains("in the lower left", strangest.Place, StringComparison.Ordinal);
        Assert.Null(strangest.Origin);

        static SampleSet Frames(int planted)
        {
            var random = new Random(6);
            var frames = new RowSet(size * size);
            for (int i = 0; i < 150; i++)
            {
                frames.Add([.. Enumerable.Range(0, size * size).Select(place =>
                    ((i == planted && place / size >= 18 && place % size < 6 ? 200 : 20) + random.Next(8)) / 255.0)]);
            }

            return SampleSet.Of(frames, new SampleLayout(1, size, size));
        }
    }

    internal static TrainedModel Train(int steps)
    {
        var builder = new SampleBuilder(
            Sample.Schema(5), new() { Steps = steps, Of = SequenceOf.Partition }, place: (_, record) => $"row {record + 1}");
        RowSet rows = Rows();
        for (int i = 0; i < rows.Count; i++)
        {
            builder.Add(rows.Row(i), System.Text.Encoding.UTF8.GetBytes($"k{i}"), 1000 * (i + 1), default, i);
        }

        var settings = Sample.Fast with { MaxSteps = 60, Family = "dense" };
        return new Trainer(Sample.Schema(5), settings, new() { CrossFit = false }, TimeProvider.System)
            .Train(builder.Build(), null, CancellationToken.None);
    }

    private static RowSet Rows()
    {
        RowSet usual = Sample.Rows(600, 5);
        var rows = new RowSet(5);
        for (int i = 0; i < usual.Count; i++)
        {
            double[] row = [.. usual.Row(i).Numbers];
            row[Field] += i % Every == Every - 1 ? 40 : 0;
            rows.Add(row);
        }

        return rows;
    }
}
