using Detector.Core.Schemas;

namespace Detector.Frames.Tests;

/// <summary>Against sums over every part of every pixel.</summary>
public class AreaAverageTests
{
    [Theory]
    [InlineData(4, 3, 4, 3, 1)]
    [InlineData(8, 6, 4, 3, 3)]
    [InlineData(13, 7, 4, 3, 4)]
    [InlineData(101, 57, 10, 9, 3)]
    [InlineData(9, 50, 8, 1, 1)]
    public void EachPixelIsTheMeanOfTheAreaThatItCovers(int width, int height, int columns, int lines, int channels)
    {
        byte[] picture = Noise(width * height * channels);
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Gray8, PixelFormat.Rgb24])
        {
            var average = new AreaAverage(new FrameSettings { Width = columns, Height = lines, Pixels = format });
            byte[] result = new byte[average.Length];

            average.Write(picture, channels, width, height, result);

            double[][] expected = Naive(picture, width, height, columns, lines, channels);
            Assert.All(expected.Index(), pixel =>
            {
                double[] rgb = channels == 1 ? [pixel.Item[0], pixel.Item[0], pixel.Item[0]] : pixel.Item;
                if (format == PixelFormat.Gray8)
                {
                    Assert.Equal((0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2]), result[pixel.Index], 0.5001);
                }
                else
                {
                    Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(rgb[i], result[(3 * pixel.Index) + i], 0.5001));
                }
            });
        }
    }

    [Fact]
    public void APictureOfItsOwnSizeStaysAsItIs()
    {
        byte[] picture = Noise(3 * 31 * 5);
        byte[] result = new byte[picture.Length];

        new AreaAverage(new FrameSettings { Width = 31, Height = 5, Pixels = PixelFormat.Rgb24 }).Write(picture, 3, 31, 5, result);

        Assert.Equal(picture, result);
    }

    /// <summary>A picture that was reduced by averaging, its last column and line standing for fewer pixels, has the same means.</summary>
    [Theory]
    [InlineData(64, 48, 8)]
    [InlineData(61, 47, 8)]
    [InlineData(33, 30, 4)]
    public void WhatAReducedPictureStandsForCounts(int width, int height, int reduction)
    {
        (int columns, int lines) = ((width + reduction - 1) / reduction, (height + reduction - 1) / reduction);
        byte[] reduced = Noise(columns * lines);
        byte[] picture = [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width)
                             select reduced[(y / reduction * columns) + (x / reduction)]];
        var average = new AreaAverage(new FrameSettings { Width = 5, Height = 3 });
        byte[] whole = new byte[15];
        byte[] fromReduced = new byte[15];

        average.Write(picture, 1, width, height, whole);
        average.Write(reduced, 1, width, height, fromReduced, reduction);

        Assert.Equal(whole, fromReduced);
    }

    [Fact]
    public void TheLargestPictureOfWhiteIsWhite()
    {
        var average = new AreaAverage(new FrameSettings { Width = 1, Height = 1 });
        byte[] result = new byte[1];

        average.Write(Enumerable.Repeat((byte)255, PictureHeader.MostPixels).ToArray(), 1, 4096, 4096, result);

        Assert.Equal([255], result);
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static double[][] Naive(byte[] picture, int width, int height, int columns, int lines, int channels) =>
    [
        .. from line in Enumerable.Range(0, lines)
           from column in Enumerable.Range(0, columns)
           select (double[])[.. Enumerable.Range(0, channels).Select(channel =>
           {
               (double left, double right) = ((double)column * width / columns, (column + 1.0) * width / columns);
               (double top, double bottom) = ((double)line * height / lines, (line + 1.0) * height / lines);
               double sum = 0;
               for (int y = 0; y < height; y++)
               {
                   for (int x = 0; x < width; x++)
                   {
                       double covered = Math.Max(0, Math.Min(right, x + 1) - Math.Max(left, x))
                           * Math.Max(0, Math.Min(bottom, y + 1) - Math.Max(top, y));
                       sum += covered * picture[(((y * width) + x) * channels) + channel];
                   }
               }

               return sum / ((right - left) * (bottom - top));
           })],
    ];
}
