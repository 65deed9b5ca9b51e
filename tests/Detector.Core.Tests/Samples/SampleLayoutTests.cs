using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Samples;

public class SampleLayoutTests
{
    [Fact]
    public void EachKindKnowsItsSizes()
    {
        Check(new(7), steps: 1, channels: 7, stepWidth: 7);
        Check(new(5, 3), steps: 5, channels: 3, stepWidth: 3, 5);
        Check(new(3, 4, 6), steps: 1, channels: 3, stepWidth: 72, 4, 6);

        static void Check(SampleLayout layout, int steps, int channels, int stepWidth, params int[] sizes)
        {
            Assert.Equal((steps, channels, stepWidth), (layout.Steps, layout.Channels, layout.StepWidth));
            Assert.Equal(sizes, layout.Sizes);
            Assert.Equal(layout.Dimensions.Aggregate((a, b) => a * b), layout.Width);
            Assert.Equal(layout.Width, sizes.Aggregate(channels, (a, b) => a * b));
        }
    }

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(3, -1)]
    [InlineData(1, 2, 3, 4)]
    public void ThereIsNoOtherSample(params int[] dimensions) =>
        Assert.Contains("a sample is [features]", Assert.Throws<ArgumentException>(() => new SampleLayout(dimensions)).Message);

    [Fact]
    public void OneThatNoMemoryCouldHoldIsRefused() => Assert.Throws<OverflowException>(() => new SampleLayout(65_536, 65_536));

    [Fact]
    public void SidesComeWithAnotherOfTheSameSizes()
    {
        var plain = new SampleLayout(4, 2);
        SampleLayout sided = plain.With([1, 0]);
        Assert.Null(plain.Sides);
        Assert.Equal([1, 0], sided.Sides);
        Assert.Equal(plain.Dimensions, sided.Dimensions);
        Assert.Same(plain, plain.With(null));
    }

    [Fact]
    public void AWindowMakesSequencesOfRowsButNotOfFrames()
    {
        Assert.Equal("sequence [4, 2]", Json("a", "b").Over(4).ToString());
        Assert.Equal("vector [2]", Json("a", "b").Over(1).ToString());
        Assert.Equal("image [1, 2, 3]", Frame(3, 2, PixelFormat.Gray8).Layout.Over(4).ToString());

        static SampleLayout Json(params string[] names) =>
            new Schema(new() { Fields = [.. names.Select(name => new FieldSettings { Name = name })] }).Layout;
    }

    [Fact]
    public void APlaceIsToldByWhatPeopleFindItBy()
    {
        Assert.Equal("pixel 4,1", Frame(5, 2, PixelFormat.Gray8).Fields[9].Name);
        Assert.Equal("blue 4,1", Frame(5, 2, PixelFormat.Rgb24).Fields[29].Name);
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(new SampleLayout(3, 8).StepsBack));
        Assert.Null(new SampleLayout(8).StepsBack(0));
    }

    [Fact]
    public void ALargeFrameTakesNoRoomForNamesThatNobodyAsksFor()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Schema schema = Frame(512, 512, PixelFormat.Rgb24);
        Assert.Equal(3 * 512 * 512, schema.FieldCount);
        Assert.Equal("blue 511,511", schema.Fields[^1].Name);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static Schema Frame(int width, int height, PixelFormat pixels) =>
        new(new() { Format = MessageFormat.Raw, Frame = new() { Width = width, Height = height, Pixels = pixels } });
}
