using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests.Training;

public class RegionLearnerTests
{
    private const int Width = 32;
    private const int Height = 16;

    [Fact]
    public void OneUsualFrameInFiftyIsBeyondOneInEveryCell()
    {
        Regions regions = Learn(Film(600, seed: 1), out RegionGrid grid);
        var distance = new RegionDistance(regions, grid);
        int[] beyond = new int[grid.Cells];
        foreach (float[] frame in Film(1000, seed: 2).Select(frame => Array.ConvertAll(frame, pixel => pixel / 255f)))
        {
            distance.Of(frame);
            for (int cell = 0; cell < grid.Cells; cell++)
            {
                beyond[cell] += distance.Cells[cell] > 1 ? 1 : 0;
            }
        }

        Assert.InRange(beyond.Average(), 10, 40);
    }

    [Fact]
    public void ASmallThingInOnePlaceIsFarFromEverythingUsual()
    {
        Regions regions = Learn(Film(300, seed: 1), out RegionGrid grid);
        var distance = new RegionDistance(regions, grid);
        float[] usual = Array.ConvertAll(Film(1, seed: 5)[0], pixel => pixel / 255f);
        float[] strange = [.. usual.Select((pixel, i) => i / Width is >= 4 and < 8 && i % Width is >= 10 and < 16 ? 1 - pixel : pixel)];
        float far = distance.Of(strange);

        Assert.True(far > 2 * Math.Max(1, distance.Of(usual)), $"{distance.Of(usual)} {far}");
    }

    [Fact]
    public void TheSameFramesTeachTheSame()
    {
        Assert.Equal(Learn(Film(60, 1), out _).Exemplars, Learn(Film(60, 1), out _).Exemplars);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void FewFramesOrAllAlikeTeachFiniteNumbers(int count)
    {
        Regions regions = Learn([.. Enumerable.Range(0, count).Select(_ => new byte[Width * Height])], out _);
        Assert.True(regions.Scales.Concat(regions.Exemplars).All(float.IsFinite));
    }

    // A scene whose left half is lit by a lamp that is on or off, with noise.
    private static byte[][] Film(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(frame => Enumerable.Range(0, Width * Height).Select(i => (byte)(
                60 + (3 * (i % Width)) + (frame / 20 % 2 == 0 && i % Width < 16 ? 30 : 0) + random.Next(8))).ToArray()),
        ];
    }

    private static Regions Learn(byte[][] film, out RegionGrid grid)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var schema = new Schema(new() { Format = MessageFormat.Raw, Frame = new FrameSettings { Width = Width, Height = Height } });
        var rows = new RowSet(Width * Height, store: new ArrayStore(arePixels: true));
        foreach (byte[] frame in film)
        {
            rows.Add(new ReadOnlyRowSpan(frame));
        }

        grid = new RegionGrid(schema.Layout);
        return RegionLearner.Learn(
            Samples.Of(SampleSet.Of(rows, schema.Layout), FeatureTransform.Fit(schema, rows)), seed: 1);
    }
}
