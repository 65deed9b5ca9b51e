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
        var builder = new SampleBuilder(Schema, 2);
        builder.Add((double[])[1], [0xFF]);
        builder.Add((double[])[2], [0xFE]);
        SampleSet set = builder.Build();
        Assert.Equal(1, set.First(1));
    }

    [Fact]
    public void RowsOfOneStepAreVectorsAndFramesAreImagesWhateverTheWindow()
    {
        Assert.Equal(SampleKind.Vector, Build(1, "a1 b2").Layout.Kind);
        var frames = new Schema(
            new SchemaSettings { Format = MessageFormat.Raw, Frame = new() { Width = 2, Height = 1, Pixels = PixelFormat.Rgb24 } });
        var builder = new SampleBuilder(frames, 5);
        builder.Add(new ReadOnlyRowSpan([1, 2, 3, 4, 5, 6]), default);
        Assert.Equal([3, 1, 2], builder.Build().Layout.Dimensions);
    }

    // Such as "a1 b2 | a3": a key and a number each, parts between bars.
    private static SampleSet Build(int steps, string events)
    {
        var builder = new SampleBuilder(Schema, steps);
        foreach (string part in events.Split(" | "))
        {
            foreach (string e in part.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                builder.Add((double[])[e[^1] - '0'], Encoding.UTF8.GetBytes(e[..^1]));
            }

            builder.EndPart();
        }

        return builder.Build();
    }
}
