using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Core.Tests.Scoring;

public class RegionDistanceTests
{
    private readonly Random _random = new(3);

    [Theory]
    [InlineData(1, 32, 64, 5)]
    [InlineData(1, 8, 8, 64)]
    [InlineData(3, 9, 13, 1)]
    [InlineData(1, 3, 70, 17)]
    public void AFramesDistanceIsTheMeanOfItsThreeStrangestCells(int planes, int height, int width, int exemplars)
    {
        var grid = new RegionGrid(new SampleLayout(planes, height, width));
        Regions regions = Random(grid, exemplars);
        float[] frames = [.. Enumerable.Range(0, 2 * planes * height * width).Select(_ => _random.NextSingle())];
        var distance = new RegionDistance(regions, grid);

        for (int i = 0; i < 2; i++)
        {
            float[] frame = frames[(i * frames.Length / 2)..((i + 1) * frames.Length / 2)];
            double[] largest = [.. Cells(regions, frame, planes, height, width, exemplars).OrderDescending().Take(3)];
            Assert.Equal(largest.Average(), distance.Of(frame), 1e-4 * largest[0]);
        }
    }

    [Fact]
    public void WhatIsStrangeInOnePlaceIsTheShareOfThatPlace()
    {
        var grid = new RegionGrid(new SampleLayout(1, 32, 64));
        float[] usual = [.. Enumerable.Range(0, 32 * 64).Select(i => (float)Math.Sin(i / 64) + (i % 64 / 64f))];
        float[] strange = [.. usual.Select((pixel, i) => i / 64 is >= 20 and < 28 && i % 64 is >= 8 and < 16 ? pixel + 2 : pixel)];
        Regions regions = Showing(grid, usual);
        var distance = new RegionDistance(regions, grid);

        double[] parts = distance.Parts(strange);

        double there = parts.Where((_, i) => i / 64 is >= 20 and < 28 && i % 64 is >= 8 and < 16).Sum();
        Assert.True(there > 0.9 * parts.Sum(), $"{there} of {parts.Sum()}");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AFrameThatCannotBeMeasuredIsNotAUsualOne(float pixel)
    {
        var grid = new RegionGrid(new SampleLayout(1, 8, 8));
        float[] frame = new float[64];
        frame[20] = pixel;

        Assert.False(float.IsFinite(new RegionDistance(Random(grid, 4), grid).Of(frame)));
    }

    [Fact]
    public void LightThatChangesEverywhereAlikeChangesNothing()
    {
        var grid = new RegionGrid(new SampleLayout(1, 32, 64));
        float[] frame = [.. Enumerable.Range(0, 32 * 64).Select(_ => _random.NextSingle())];
        var distance = new RegionDistance(Random(grid, 8), grid);
        float first = distance.Of(frame);

        Assert.Equal(first, distance.Of([.. frame.Select(pixel => 5 + (3 * pixel))]), 1e-3 * first);
    }

    [Fact]
    public void NothingIsAllocatedPerFrame()
    {
        var grid = new RegionGrid(new SampleLayout(1, 32, 64));
        var distance = new RegionDistance(Random(grid, 64), grid);
        float[] frame = new float[32 * 64];
        distance.Of(frame);
        long before = GC.GetAllocatedBytesForCurrentThread();

        distance.Of(frame);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void ACellIsMeasuredBesideWhatItsCameraHasLately()
    {
        var grid = new RegionGrid(new SampleLayout(1, 32, 64));
        float[] usual = [.. Enumerable.Range(0, 32 * 64).Select(i => (float)Math.Sin(i / 64) + (i % 64 / 64f))];
        float[] With(float[] frame, int x, int y, float by) =>
            [.. frame.Select((pixel, i) => i / 64 >= y && i / 64 < y + 8 && i % 64 >= x && i % 64 < x + 8 ? pixel + by : pixel)];
        var distance = new RegionDistance(Showing(grid, usual), grid);
        float[] moved = With(usual, 8, 20, 2);
        float alarm = distance.Of(moved);
        float[] lately = [.. distance.Cells];

        Assert.True(distance.Of(moved, lately) <= 1.0001f, $"{alarm} {distance.Of(moved, lately)}");

        // What comes beside the thing that was moved is strange still, and is what is told.
        float[] more = With(moved, 40, 4, 1);
        Assert.True(distance.Of(more, lately) > 2);
        double[] parts = distance.Parts(more, lately);
        double there = parts.Where((_, i) => i / 64 is >= 2 and < 14 && i % 64 is >= 36 and < 52).Sum();
        Assert.True(there > 0.8 * parts.Sum(), $"{there} of {parts.Sum()}");
    }

    /// <summary>A bright van shifts the mean of the whole frame and its contrast, and still is all that is told.</summary>
    [Fact]
    public void WhatIsLargeAndBrightIsStrangeWhereItIsOnly()
    {
        var grid = new RegionGrid(new SampleLayout(1, 32, 64));
        float[] usual = [.. Enumerable.Range(0, 32 * 64).Select(i => (float)Math.Sin(i / 64) + (i % 64 / 64f) + (i / 9 % 2))];
        bool IsVan(int i) => i / 64 is >= 12 and < 28 && i % 64 is >= 20 and < 44;
        float[] strange = [.. usual.Select((pixel, i) => IsVan(i) ? pixel + 2 : pixel)];
        var distance = new RegionDistance(Showing(grid, usual), grid);

        double[] parts = distance.Parts(strange);

        double there = parts.Where((_, i) => IsVan(i)).Sum();
        Assert.True(there > 0.95 * parts.Sum(), $"{there} of {parts.Sum()}");
        for (int cell = 0; cell < grid.Cells; cell++)
        {
            (int x, int y, int width, int height) = grid.Pixels(cell);
            if (x + width <= 20 || x >= 44 || y + height <= 12 || y >= 28)
            {
                Assert.InRange(distance.Cells[cell], 0, 0.1);
            }
        }
    }

    [Fact]
    public void WhereSomethingMovesAsNothingDoesThatIsWhatIsStrange()
    {
        var grid = new RegionGrid(new SampleLayout(2, 32, 64));
        float[] picture = [.. Enumerable.Range(0, 32 * 64).Select(i => (float)Math.Sin(i / 64) + (i % 64 / 64f))];
        float[] motions = [.. Enumerable.Range(0, grid.Cells * Motion.Codes).Select(i => i % Motion.Codes / 4f)];
        float[] motion = new float[picture.Length];
        (int cell, int other) = (grid.Cells / 2, 3);
        Set(cell, 20);
        Set(other, 2);
        var distance = new RegionDistance(Showing(grid, picture) with { Motions = motions }, grid);

        Assert.Equal((20 / 4f + 2 / 4f) / 3, distance.Of([.. picture, .. motion]), 1e-5);
        double[] parts = distance.Parts([.. picture, .. motion]);
        (int x, int y, int width, int height) = grid.Pixels(cell);
        Assert.All(parts.Index().Where(part => part.Item > 0), part => Assert.True(
            part.Index % 64 >= x && part.Index % 64 < x + width && part.Index / 64 >= y && part.Index / 64 < y + height));
        int most = parts.Index().MaxBy(part => part.Item).Index;
        Assert.Equal((x + (width / 2) - 1, y + (height / 2) - 1), (most % 64, most / 64));

        // What is stranger as a picture is told as that, and codes that there are not are none.
        float[] moved = [.. picture.Select((pixel, i) => i < 8 ? pixel + 9 : pixel)];
        Assert.True(distance.Parts([.. moved, .. motion])[..8].Sum() > 0);
        motion.AsSpan().Fill(float.NaN);
        Assert.Equal(0, distance.Of([.. picture, .. motion]), 1e-5);
        motion.AsSpan().Fill(1);
        Assert.Equal(0, distance.Of([.. picture, .. motion]), 1e-5);

        void Set(int which, int code)
        {
            (int left, int top, _, _) = grid.Pixels(which);
            motion[(top * 64) + left] = (float)(code / 255.0 / Motion.Scale);
        }
    }

    // Cell by cell and number by number, as it is described; where that is strange, once more as most of the frame looks as expected.
    private static double[] Cells(Regions regions, float[] frame, int planes, int height, int width, int exemplars)
    {
        double mean = frame.Average(pixel => (double)pixel);
        double contrast = Math.Max(regions.LeastContrast, Math.Sqrt(frame.Average(pixel => (pixel - mean) * (pixel - mean))));
        int block = (int)Math.Ceiling(Math.Max(height, width) / 32.0);
        (int high, int wide) = ((int)Math.Ceiling((double)height / block), (int)Math.Ceiling((double)width / block));
        double Place(int plane, int y, int x) => (
            from line in Enumerable.Range(y * block, block).Where(line => line < height)
            from column in Enumerable.Range(x * block, block).Where(column => column < width)
            select (frame[(((plane * height) + line) * width) + column] - mean) / contrast).Average();
        double[] all =
        [
            .. from plane in Enumerable.Range(0, planes)
               from y in Enumerable.Range(0, high)
               from x in Enumerable.Range(0, wide)
               select Place(plane, y, x),
        ];
        int[] Starts(int places) => [.. Enumerable.Range(0, places).Where(i => i % 2 == 0 && i + 4 < places), Math.Max(0, places - 4)];
        int[][] cells =
        [
            .. from top in Starts(high)
               from left in Starts(wide)
               select (from plane in Enumerable.Range(0, planes)
                       from y in Enumerable.Range(top, Math.Min(4, high))
                       from x in Enumerable.Range(left, Math.Min(4, wide))
                       select (((plane * high) + y) * wide) + x).ToArray(),
        ];
        (double Distance, float[] Exemplar) Nearest(double[] places, int cell) => Enumerable.Range(0, exemplars)
            .Select(i => regions.Exemplars[(((cell * exemplars) + i) * cells[cell].Length)..][..cells[cell].Length])
            .Select(exemplar => (regions.Scales[cell] * Math.Sqrt(
                cells[cell].Zip(exemplar, (place, number) => (places[place] - number) * (places[place] - number)).Sum()), exemplar))
            .MinBy(of => of.Item1);
        double[] once = [.. cells.Select((_, cell) => Nearest(all, cell).Distance)];
        if (once.OrderDescending().Take(3).Average() <= 1)
        {
            return once;
        }

        (int Place, double Number)[] expected =
            [.. cells.SelectMany((places, cell) => places.Zip(Nearest(all, cell).Exemplar, (place, number) => (place, (double)number)))];
        double[] expectation = [.. expected.GroupBy(of => of.Place).OrderBy(of => of.Key).Select(of => of.Average(one => one.Number))];
        (double factor, double shift) = (1, 0);
        for (int round = 0; round < 6; round++)
        {
            double[] off = [.. all.Zip(expectation, (there, wanted) => Math.Abs((factor * there) + shift - wanted))];
            double[] weights = [.. off.Select(distance => Math.Pow(1 + Math.Pow(distance / (1.5 * off.Average()), 2), -2))];
            double x = all.Zip(weights, (there, weight) => there * weight).Sum() / weights.Sum();
            double y = expectation.Zip(weights, (wanted, weight) => wanted * weight).Sum() / weights.Sum();
            double spread = all.Zip(weights, (there, weight) => weight * (there - x) * (there - x)).Sum();
            double slope = all.Select((there, i) => weights[i] * (there - x) * (expectation[i] - y)).Sum() / spread;
            factor = Math.Min(2, Math.Max(0.5, slope));
            shift = y - (factor * x);
        }

        double[] refitted = [.. all.Select(there => (factor * there) + shift)];
        return [.. once.Select((distance, cell) => Math.Min(distance, Nearest(refitted, cell).Distance))];
    }

    private static Regions Showing(RegionGrid grid, float[] frame)
    {
        float[] places = new float[grid.Places];
        grid.Average(frame, 0.1, places);
        float[] exemplars = new float[grid.Cells * grid.CellNumbers];
        for (int cell = 0; cell < grid.Cells; cell++)
        {
            grid.Copy(places, cell, exemplars.AsSpan(cell * grid.CellNumbers));
        }

        return new Regions { Exemplars = exemplars, Scales = [.. Enumerable.Repeat(1f, grid.Cells)], LeastContrast = 0.1 };
    }

    private Regions Random(RegionGrid grid, int exemplars) => new()
    {
        Exemplars = [.. Enumerable.Range(0, grid.Cells * exemplars * grid.CellNumbers).Select(_ => _random.NextSingle() - 0.5f)],
        Scales = [.. Enumerable.Range(0, grid.Cells).Select(_ => 0.5f + _random.NextSingle())],
        LeastContrast = 0.01,
    };
}
