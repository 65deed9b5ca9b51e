using System.Text;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Samples;

public class SampleBuilderTests
{
    private static readonly Schema Schema = new(new SchemaSettings { Fields = [new() { Name = "a" }] });

    [Fact]
    public void RowsOfAKeyStandTogetherInTheirOrderAndNoSequenceReachesAcrossKeysOrParts()
    {
        SampleSet set = Build(3, "a1 b2 a3 a4 | a5 b6");
        Assert.Equal(SampleKind.Sequence, set.Layout.Kind);
        Assert.Equal([1, 3, 4, 2, 5, 6], Enumerable.Range(0, set.Count).Select(i => set.Rows.Row(i)[0]));
        Assert.Equal([0, 0, 0, 3, 4, 5], Enumerable.Range(0, set.Count).Select(set.First));
    }

    [Fact]
    public void RowsWithoutKeysAreOneSequence() =>
        Assert.Equal([0, 0, 0, 1], Enumerable.Range(0, 4).Select(Build(3, " 1  2  3  4").First));

    [Fact]
    public void KeysThatAreNoTextAreToldApart()
    {
        var builder = new SampleBuilder(Schema, new() { Steps = 2 });
        builder.Add((double[])[1], [0xFF], 0);
        builder.Add((double[])[2], [0xFE], 0);
        SampleSet set = builder.Build();
        Assert.Equal(1, set.First(1));
    }

    [Fact]
    public void RowsOfOneStepAreVectorsAndFramesAreImagesWhateverTheWindow()
    {
        Assert.Equal(SampleKind.Vector, Build(1, "a1 b2").Layout.Kind);
        var frames = new Schema(
            new SchemaSettings { Format = MessageFormat.Raw, Frame = new() { Width = 2, Height = 1, Pixels = PixelFormat.Rgb24 } });
        var builder = new SampleBuilder(frames, new() { Steps = 5 });
        builder.Add(new ReadOnlyRowSpan([1, 2, 3, 4, 5, 6]), default, 0);
        Assert.Equal([3, 1, 2], builder.Build().Layout.Dimensions);
    }

    [Fact]
    public void RowsStandInTheOrderOfTheirTimesAndASequenceEndsAtAGap()
    {
        var timed = new Schema(Schema.Settings with { Time = "t" });
        var builder = new SampleBuilder(timed, new() { Steps = 3, Gap = TimeSpan.FromSeconds(10) });
        foreach ((double row, long seconds) in ((double, long)[])[(1, 0), (3, 10), (2, 5), (5, 31), (4, 21), (6, 31)])
        {
            builder.Add((double[])[row], "a"u8, 1000 * seconds);
        }

        SampleSet set = builder.Build();
        Assert.Equal([1, 2, 3, 4, 5, 6], Enumerable.Range(0, set.Count).Select(i => set.Rows.Row(i)[0]));
        Assert.Equal([0, 0, 0, 3, 3, 3], Enumerable.Range(0, set.Count).Select(set.First));
    }

    [Fact]
    public void PartitionsThatComeMixedAreSequencesOfTheirOwn()
    {
        var builder = new SampleBuilder(Schema, new() { Steps = 3, Of = SequenceOf.Partition });
        foreach ((double row, int partition) in ((double, int)[])[(1, 0), (4, 1), (2, 0), (5, 1), (3, 0)])
        {
            builder.Add((double[])[row], [(byte)row], 0, new(0, partition));
        }

        SampleSet set = builder.Build();
        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, set.Count).Select(i => set.Rows.Row(i)[0]));
        Assert.Equal([0, 0, 0, 3, 3], Enumerable.Range(0, set.Count).Select(set.First));
    }

    [Theory]
    [InlineData(1, "a:10:p0/5 b:20:p1/6 a:5:p0/7 -:?:p0/0")]
    [InlineData(2, "a:5:p0/7 a:10:p0/5 b:20:p1/6 -:?:p0/0")]
    public void EachSampleKnowsWhereItsLastRowCameFrom(int steps, string expected)
    {
        var timed = new Schema(Schema.Settings with { Time = "t" });
        var builder = new SampleBuilder(timed, new() { Steps = steps }, place: (from, record) => $"p{from.Partition}/{record}");
        builder.Add((double[])[1], "a"u8, 10, new(0, 0), 5);
        builder.Add((double[])[2], "b"u8, 20, new(0, 1), 6);
        builder.Add((double[])[3], "a"u8, 5, new(0, 0), 7);
        builder.EndPart();
        builder.Add((double[])[4], [], long.MinValue);
        SampleSet set = builder.Build();

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 4).Select(set.Origin).Select(of =>
            $"{(of!.Key.Length > 0 ? of.Key : "-")}:{of.TimeMs?.ToString() ?? "?"}:{of.Place}")));
        Assert.Null(set.Origin(4));
        Assert.Null(Build(steps, "a1 b2").Origin(0));
    }

    // Such as "a1 b2 | a3": a key and a number each, parts between bars.
    private static SampleSet Build(int steps, string events)
    {
        var builder = new SampleBuilder(Schema, new() { Steps = steps });
        foreach (string part in events.Split(" | "))
        {
            foreach (string e in part.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                builder.Add((double[])[e[^1] - '0'], Encoding.UTF8.GetBytes(e[..^1]), 0);
            }

            builder.EndPart();
        }

        return builder.Build();
    }
}
