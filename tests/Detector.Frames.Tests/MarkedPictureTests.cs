using Detector.Core.Alerts.Frames;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Frames.Tests;

public class MarkedPictureTests
{
    [Theory]
    [InlineData(1, 32, 64, 480, 240)]
    [InlineData(3, 480, 640, 480, 360)]
    [InlineData(1, 1, 1, 480, 480)]
    [InlineData(1, 2000, 1, 1, 480)]
    public void AnAlertsPictureIsAJpegOfUnderAHundredKilobytes(int planes, int height, int width, int wide, int high)
    {
        var layout = new SampleLayout(planes, height, width);
        byte[] frame = new byte[layout.Width];
        new Random(1).NextBytes(frame);
        double[] heat = new double[layout.Width];
        heat[layout.Width / 2] = 1;

        byte[] picture = MarkedPicture.Draw(new ReadOnlyRowSpan(frame), layout, new StrangePlaces(heat, layout));

        Assert.InRange(picture.Length, 100, MarkedPicture.MostBytes - 1);
        Assert.Equal((wide, high), (PictureHeader.Read(picture)!.Value.Width, PictureHeader.Read(picture)!.Value.Height));
    }

    [Fact]
    public void WhatIsStrangeGlowsAndTheRestIsAsItWas()
    {
        var layout = new SampleLayout(1, 32, 64);
        byte[] frame = [.. Enumerable.Repeat((byte)90, layout.Width)];
        double[] heat = [.. Enumerable.Range(0, layout.Width).Select(i => i / 64 is >= 20 and < 28 && i % 64 is >= 8 and < 20 ? 1.0 : 0)];

        byte[] picture = MarkedPicture.Draw(new ReadOnlyRowSpan(frame), layout, new StrangePlaces(heat, layout));

        (byte r, byte g, byte b) = Pixel(picture, 14 * 480 / 64, 24 * 240 / 32);
        Assert.True(r > g + 40 && r > b + 40, $"{r} {g} {b}");
        (r, g, b) = Pixel(picture, 50 * 480 / 64, 6 * 240 / 32);
        Assert.All([r, g, b], value => Assert.InRange(value, 85, 95));
    }

    [Fact]
    public void ASheetHasThePicturesSideBySide()
    {
        var layout = new SampleLayout(1, 32, 64);
        byte[] picture = MarkedPicture.Draw(
            new ReadOnlyRowSpan(new byte[layout.Width]), layout, new StrangePlaces(new double[layout.Width], layout));

        byte[] sheet = MarkedPicture.Sheet([.. Enumerable.Repeat(picture, 5)]);

        PictureHeader header = PictureHeader.Read(sheet)!.Value;
        Assert.Equal(((4 * 246) + 6, (2 * 126) + 6), (header.Width, header.Height));
    }

    private static (byte R, byte G, byte B) Pixel(byte[] picture, int x, int y)
    {
        PictureHeader header = PictureHeader.Read(picture)!.Value;
        byte[] pixels = new byte[3 * header.Width * header.Height];
        var own = new FrameSettings { Width = header.Width, Height = header.Height, Pixels = PixelFormat.Rgb24 };
        Assert.Null(new PictureCodec(own).Decode(picture, pixels));
        int at = 3 * ((y * header.Width) + x);
        return (pixels[at], pixels[at + 1], pixels[at + 2]);
    }
}
