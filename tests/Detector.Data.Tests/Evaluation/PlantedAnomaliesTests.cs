using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Data.Evaluation;

namespace Detector.Data.Tests.Evaluation;

public class PlantedAnomaliesTests
{
    private const int Count = 300;

    [Theory]
    [InlineData(SampleKind.Vector)]
    [InlineData(SampleKind.Sequence)]
    [InlineData(SampleKind.Image)]
    public void Each_is_its_sample_changed_in_the_way_of_its_kind(SampleKind kind)
    {
        (SampleSet samples, Schema schema) = Samples(kind);
        int[] places = [.. Enumerable.Range(0, Count / 2).Select(i => (2 * i) + 1)];
        double[][] planted = [.. new PlantedAnomalies(samples, schema).Of(places)];

        Assert.Equal(places.Length, planted.Length);
        for (int i = 0; i < planted.Length; i++)
        {
            double[] usual = samples.Copy(places[i]);
            int[] changed = [.. Enumerable.Range(0, usual.Length).Where(number => !usual[number].Equals(planted[i][number]))];

            // A quarter of 8 fields, over 2 of 4 steps; a square of half the side of 8 pixels by 8.
            int most = i % 3 == 2 ? usual.Length : kind switch { SampleKind.Vector => 2, SampleKind.Sequence => 4, _ => 16 };
            Assert.InRange(changed.Length, 1, most);
            if (i % 3 == 1)
            {
                // Numbers are even choices of 0 to 9, whose spread is the root of 8.25.
                Assert.All(changed, number => Assert.Equal(4 * Math.Sqrt(8.25), Math.Abs(planted[i][number] - usual[number]), 1.0));
            }
        }
    }

    [Fact]
    public void They_are_the_same_for_the_same_samples()
    {
        (SampleSet samples, Schema schema) = Samples(SampleKind.Vector);

        Assert.Equal(new PlantedAnomalies(samples, schema).Of([1, 2, 3, 4]), new PlantedAnomalies(samples, schema).Of([1, 2, 3, 4]));
    }

    [Fact]
    public void Of_samples_that_are_all_alike_there_are_none()
    {
        var rows = new RowSet(2);
        for (int i = 0; i < 50; i++)
        {
            rows.Add([3, 4]);
        }

        Assert.Empty(new PlantedAnomalies(SampleSet.Vectors(rows), Fields(2)).Of([.. Enumerable.Range(0, 50)]));
    }

    private static (SampleSet Samples, Schema Schema) Samples(SampleKind kind)
    {
        int fields = kind == SampleKind.Image ? 64 : 8;
        var random = new Random(2);
        var rows = new RowSet(fields);
        for (int i = 0; i < Count; i++)
        {
            rows.Add([.. Enumerable.Range(0, fields).Select(_ => (double)random.Next(10))]);
        }

        SampleSet samples = kind switch
        {
            SampleKind.Image => SampleSet.Of(rows, new SampleLayout(1, 8, 8)),
            SampleKind.Sequence => SampleSet.Sequences(rows, 4, [0]),
            _ => SampleSet.Vectors(rows),
        };
        return (samples, Fields(fields));
    }

    private static Schema Fields(int count) =>
        new(new() { Fields = [.. Enumerable.Range(0, count).Select(i => new FieldSettings { Name = $"f{i}" })] });
}
