using System.Text.Json;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats.Frames;

/// <summary>Against what Pillow reads from the same files (reference.py).</summary>
public class PngDecoderTests
{
    private const int Width = 13;
    private const int Height = 7;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Formats", "Frames");
    private static readonly JsonElement Pixels = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "pixels.json"))).RootElement
        .GetProperty("pixels");

    [Theory]
    [InlineData("gray")]
    [InlineData("gray16")]
    [InlineData("gray-alpha")]
    [InlineData("bits")]
    [InlineData("palette")]
    [InlineData("gradient")]
    [InlineData("rgb")]
    [InlineData("rgba")]
    public void EveryKindOfImageIsReadAsOthersReadIt(string name)
    {
        Schema schema = Of(PixelFormat.Rgb24);
        double[] row = new double[3 * Width * Height];

        DecodeResult result = MessageDecoder.Create(schema).Decode(Image(name), row);

        Assert.True(result.Ok, DecodeFailure.Describe(schema, result, Image(name)));
        int pixel = 0;
        foreach (JsonElement expected in Pixels.GetProperty(name).EnumerateArray())
        {
            Assert.Equal(
                expected.EnumerateArray().Select(c => c.GetInt32()),
                Enumerable.Range(0, 3).Select(channel => (int)Math.Round(255 * row[(channel * Width * Height) + pixel])));
            pixel++;
        }
    }

    [Fact]
    public void ColoursBecomeGrayByTheirLuma()
    {
        double[] row = new double[Width * Height];
        MessageDecoder.Create(Of(PixelFormat.Gray8)).Decode(Image("rgb"), row);
        int[] first = [.. Pixels.GetProperty("rgb")[0].EnumerateArray().Select(c => c.GetInt32())];

        Assert.Equal(((0.299 * first[0]) + (0.587 * first[1]) + (0.114 * first[2])) / 255, row[0], 0.5 / 255);
    }

    [Fact]
    public void WhateverIsChangedOrCutIsRefusedAndNeverThrows()
    {
        byte[] image = Image("palette");
        IMessageDecoder decoder = MessageDecoder.Create(Of(PixelFormat.Gray8));
        double[] row = new double[Width * Height];
        for (int i = 0; i < image.Length; i++)
        {
            byte[] flipped = [.. image];
            flipped[i] ^= 0x40;
            Assert.False(decoder.Decode(flipped, row).Ok, $"byte {i} was changed");
            Assert.False(decoder.Decode(image.AsSpan(0, i), row).Ok, $"cut to {i} bytes");
        }

        Assert.True(decoder.Decode(image, row).Ok);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        Assert.Contains("no PNG image: it starts with", Describe(Of(PixelFormat.Gray8), "GIF89a"u8.ToArray()));
        Assert.Contains("PNG image of 13 x 7 pixels; the stream's frames are 12 x 7 Gray8",
            Describe(Of(PixelFormat.Gray8, 12), Image("gray")));
        Assert.Contains("damaged PNG image", Describe(Of(PixelFormat.Gray8), Image("gray")[..^20]));
        Assert.Contains("empty", Describe(Of(PixelFormat.Gray8), []));
    }

    private static string Describe(Schema schema, byte[] payload) =>
        DecodeFailure.Describe(schema, MessageDecoder.Create(schema).Decode(payload, new double[schema.FieldCount]), payload);

    private static Schema Of(PixelFormat pixels, int width = Width) =>
        new(new SchemaSettings { Format = MessageFormat.Png,
            Frame = new FrameSettings { Width = width, Height = Height, Pixels = pixels } });

    private static byte[] Image(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".png"));
}
