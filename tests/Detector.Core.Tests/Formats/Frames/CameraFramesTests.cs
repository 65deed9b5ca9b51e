using System.Text;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;
using Detector.Core.Scoring;

namespace Detector.Core.Tests.Formats.Frames;

public class CameraFramesTests
{
    private static readonly byte[] _door = Encoding.UTF8.GetBytes("door");
    private static readonly byte[] _yard = Encoding.UTF8.GetBytes("yard");

    /// <summary>Things of random sizes and speeds over a random background: every cell of every frame against a search as it is described.
    /// </summary>
    [Theory]
    [InlineData(64, 48)]
    [InlineData(32, 16)]
    [InlineData(21, 70)]
    [InlineData(128, 96)]
    public void EachCellSaysWhichShiftExplainsItBest(int width, int height)
    {
        Schema schema = Of(width, height);
        var cameras = new CameraFrames(schema);
        var grid = new RegionGrid(schema.Layout);
        byte[][] film = Film(width, height, frames: 9, seed: 3);
        int moving = 0;
        for (int frame = 0; frame < film.Length; frame++)
        {
            byte[] motion = Taken(cameras, _door, 200 * frame, film[frame]);

            for (int cell = 0; cell < grid.Cells; cell++)
            {
                (int x, int y, int wide, int high) = grid.Pixels(cell);
                int expected = frame < 4 ? 0 : Naive(film, frame, width, height, grid.Block, (x, y, wide, high));
                Assert.Equal(expected, motion[(y * width) + x]);
                moving += expected > 0 ? 1 : 0;
            }
        }

        Assert.True(moving > 20, $"{moving}");
    }

    [Fact]
    public void EachCameraHasItsOwnFilm()
    {
        byte[][] film = Film(64, 48, frames: 8, seed: 5);
        var alone = new CameraFrames(Of(64, 48));
        var both = new CameraFrames(Of(64, 48));
        bool any = false;
        for (int i = 0; i < film.Length; i++)
        {
            byte[] motion = Taken(alone, _door, 100 * i, film[i]);
            Assert.Equal(motion, Taken(both, _door, 100 * i, film[i]));
            Assert.All(Taken(both, _yard, 100 * i, film[0]), code => Assert.Equal(0, code)); // nothing ever moves there
            any |= motion.Any(code => code > 0);
        }

        Assert.True(any);
    }

    [Theory]
    [InlineData(2001)]
    [InlineData(-1)]
    public void FramesThatAreFarApartAreNoFilm(long gap)
    {
        byte[][] film = Film(64, 48, frames: 10, seed: 5);
        var cameras = new CameraFrames(Of(64, 48));
        long time = 10_000;
        for (int i = 0; i < film.Length; i++)
        {
            time += i == 5 ? gap : 100;
            bool isMoving = Taken(cameras, _door, time, film[i]).Any(code => code > 0);
            Assert.Equal(i is 4 or 9, isMoving);
        }
    }

    [Fact]
    public void WhereNobodyKnowsTimesFramesFollowOneAnother()
    {
        byte[][] film = Film(64, 48, frames: 5, seed: 5);
        var cameras = new CameraFrames(Of(64, 48));
        byte[][] motions = [.. film.Select(frame => Taken(cameras, default, long.MinValue, frame))];
        Assert.Contains(motions[^1], code => code > 0);
    }

    [Fact]
    public void WhatIsMaskedDoesNotMove()
    {
        byte[][] film = Film(64, 48, frames: 8, seed: 5);
        var masked = new CameraFrames(Of(64, 48, new MaskSettings { Camera = "door", Ignore = "0,0.5 1,0.5 1,1 0,1" }));
        bool any = false;
        var cameras = new CameraFrames(Of(64, 48));
        for (int i = 0; i < film.Length; i++)
        {
            byte[] pixels = [.. film[i], .. new byte[64 * 48]];
            masked.Take(_door, 100 * i, pixels);
            Assert.All(pixels[(64 * (48 + 24))..], code => Assert.Equal(0, code));
            byte[] unmasked = Taken(cameras, _yard, 100 * i, film[i]);
            Assert.Equal(unmasked, Taken(masked, _yard, 100 * i, film[i]));
            any |= unmasked[(64 * 24)..].Any(code => code > 0);
        }

        Assert.True(any);
    }

    [Fact]
    public void NothingIsAllocatedPerFrame()
    {
        byte[][] film = Film(64, 48, frames: 9, seed: 5);
        var cameras = new CameraFrames(Of(64, 48));
        byte[] pixels = new byte[2 * 64 * 48];
        long before = 0;
        for (int i = 0; i < film.Length; i++)
        {
            before = i == 6 ? GC.GetAllocatedBytesForCurrentThread() : before;
            film[i].CopyTo(pixels, 0);
            cameras.Take(_door, 100 * i, pixels);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Taken(CameraFrames cameras, ReadOnlySpan<byte> camera, long timeMs, byte[] frame)
    {
        byte[] pixels = [.. frame, .. Enumerable.Repeat((byte)99, frame.Length)];
        cameras.Take(camera, timeMs, pixels);
        Assert.Equal(frame, pixels[..frame.Length]);
        return pixels[frame.Length..];
    }

    // Median by sorting, every shift in every cell, in pixels of the frame.
    private static int Naive(byte[][] film, int frame, int width, int height, int block, (int X, int Y, int Width, int Height) cell)
    {
        int step = Math.Max(1, block / 2);
        int Seen(int of, int x, int y)
        {
            if (x < 0 || y < 0 || x >= width || y >= height)
            {
                return 0;
            }

            int[] last = [.. Enumerable.Range(0, 5).Select(back => (int)film[frame - back][(y * width) + x]).Order()];
            int difference = film[of][(y * width) + x] - last[2];
            return Math.Abs(difference) < 10 ? 0 : difference;
        }

        (int X, int Y)[] places = [.. from y in Enumerable.Range(0, cell.Height / step)
                                      from x in Enumerable.Range(0, cell.Width / step)
                                      select (((cell.X / step) + x) * step, ((cell.Y / step) + y) * step)];
        long all = places.Sum(place => (long)Seen(frame, place.X, place.Y) * Seen(frame, place.X, place.Y));
        if (all * 64 < 3250L * places.Length)
        {
            return 0;
        }

        var best = (from dy in Enumerable.Range(-4, 9)
                    from dx in Enumerable.Range(-10, 21)
                    let off = places.Sum(place =>
                    {
                        long difference = Seen(frame, place.X, place.Y) - Seen(frame - 1, place.X - (dx * step), place.Y - (dy * step));
                        return difference * difference;
                    })
                    select (Sum: off + (int)(130 * Math.Sqrt((dx * dx) + (dy * dy))), dx, dy)).MinBy(shift => shift.Sum);
        int speed = best.dx < -5 ? 0 : best.dx < -2 ? 1 : best.dx < 0 ? 2 : best.dx == 0 ? 3 : best.dx < 3 ? 4 : best.dx < 6 ? 5 : 6;
        return all - best.Sum > 0.3 * all ? 1 + (3 * speed) + (best.dy < -1 ? 0 : best.dy > 1 ? 2 : 1) : 0;
    }

    private static byte[][] Film(int width, int height, int frames, int seed)
    {
        var random = new Random(seed);
        byte[] ground = new byte[width * height];
        random.NextBytes(ground);
        (double X, double Y, double Dx, double Dy, int Wide, int High, int Tone)[] things =
        [
            .. Enumerable.Range(0, 4).Select(_ => (
                random.NextDouble() * width, random.NextDouble() * height, (random.NextDouble() * 12) - 6, (random.NextDouble() * 6) - 3,
                random.Next(2, 6), random.Next(4, 10), random.Next(256))),
        ];
        return
        [
            .. Enumerable.Range(0, frames).Select(frame => Enumerable.Range(0, width * height).Select(i =>
            {
                byte pixel = (byte)(60 + (ground[i] % 40) + random.Next(4));
                foreach (var thing in things)
                {
                    int left = (int)(((thing.X + (frame * thing.Dx)) % width) + width) % width;
                    int top = (int)(((thing.Y + (frame * thing.Dy)) % height) + height) % height;
                    bool isThere = i % width >= left && i % width < left + thing.Wide && i / width >= top && i / width < top + thing.High;
                    pixel = isThere ? (byte)Math.Clamp(thing.Tone + (i % 7), 0, 255) : pixel;
                }

                return pixel;
            }).ToArray()),
        ];
    }

    private static Schema Of(int width, int height, params MaskSettings[] masks) => new(new SchemaSettings
    {
        Format = MessageFormat.Raw, Frame = new FrameSettings { Width = width, Height = height, Motion = true, Masks = masks },
    });
}
