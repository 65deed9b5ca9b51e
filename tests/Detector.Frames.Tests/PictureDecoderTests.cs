using System.Buffers.Binary;
using System.Text.Json;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Frames.Tests;

/// <summary>Against what Pillow reads from the same files (reference.py).</summary>
public class PictureDecoderTests
{
    private const int Width = 13;
    private const int Height = 7;
    private static readonly JsonElement _pixels =
        JsonDocument.Parse(File.ReadAllText(PathOf("pixels.json"))).RootElement.GetProperty("pixels");

    [Theory]
    [InlineData("gray")]
    [InlineData("gray-alpha")]
    [InlineData("bits")]
    [InlineData("palette")]
    [InlineData("gradient")]
    [InlineData("rgb")]
    [InlineData("rgba")]
    public void EveryKindOfPngIsReadAsOthersReadIt(string name)
    {
        foreach (MessageFormat format in (MessageFormat[])[MessageFormat.Png, MessageFormat.Image])
        {
            Assert.All(Read(name + ".png", format).Zip(Expected(name)), pair => Assert.Equal(pair.Second, pair.First));
        }
    }

    [Theory]
    [InlineData("photo.jpg", 2)]
    [InlineData("subsampled.jpg", 2)]
    [InlineData("progressive.jpg", 2)]
    [InlineData("gray.jpg", 0)]
    [InlineData("lossy.webp", 2)]
    [InlineData("lossless.webp", 0)]
    [InlineData("alpha.webp", 0)]
    public void EveryKindOfJpegAndWebPIsReadAsOthersReadIt(string name, int difference)
    {
        Assert.All(Read(name, MessageFormat.Image).Zip(Expected(name)), pair =>
            Assert.All(pair.First.Zip(pair.Second), channel => Assert.InRange(channel.First - channel.Second, -difference, difference)));
    }

    [Theory]
    [InlineData(4, 3, PixelFormat.Gray8)]
    [InlineData(31, 2, PixelFormat.Rgb24)]
    public void WhatTheProgramWritesIsReadUnchanged(int width, int height, PixelFormat format)
    {
        var frame = new FrameSettings { Width = width, Height = height, Pixels = format };
        byte[] pixels = new byte[frame.Layout().Width];
        new Random(width).NextBytes(pixels);
        double[] row = new double[pixels.Length];

        Assert.True(StreamDecoder.Create(Of(frame)).Decode(PngWriter.Write(width, height, format, pixels), row).Ok);

        Assert.Equal(pixels, Planes.Read(row, frame.Layout().Channels));
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("gray.png")]
    public void BytesAndNumbersOfAFrameAreTheSame(string name)
    {
        double[] numbers = new double[3 * Width * Height];
        byte[] bytes = new byte[numbers.Length];
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Rgb24));

        Assert.True(decoder.Decode(Picture(name), numbers).Ok);
        Assert.True(decoder.Decode(Picture(name), new RowSpan(bytes)).Ok);

        Assert.Equal(numbers, bytes.Select(pixel => pixel / 255.0));
    }

    [Fact]
    public void ColoursBecomeGrayByTheirLuma()
    {
        double[] row = new double[Width * Height];
        StreamDecoder.Create(Of(PixelFormat.Gray8)).Decode(Picture("rgb.png"), row);
        int[] first = Expected("rgb")[0];

        Assert.Equal(((0.299 * first[0]) + (0.587 * first[1]) + (0.114 * first[2])) / 255, row[0], 0.5 / 255);
    }

    [Fact]
    public void WhateverOfAPngIsChangedOrCutIsRefusedAndNeverThrows()
    {
        byte[] picture = Picture("palette.png");
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Gray8));
        double[] row = new double[Width * Height];
        for (int i = 0; i < picture.Length; i++)
        {
            byte[] flipped = [.. picture];
            flipped[i] ^= 0x40;
            Assert.False(decoder.Decode(flipped, row).Ok, $"byte {i} was changed");
            Assert.False(decoder.Decode(picture.AsSpan(0, i), row).Ok, $"cut to {i} bytes");
        }

        Assert.True(decoder.Decode(picture, row).Ok);
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("subsampled.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    [InlineData("alpha.webp")]
    public void APictureThatWasCutIsRefused(string name)
    {
        byte[] picture = Picture(name);
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Rgb24));
        double[] row = [.. Enumerable.Repeat(-1.0, 3 * Width * Height)];
        for (int length = 0; length < picture.Length; length++)
        {
            Assert.False(decoder.Decode(picture.AsSpan(0, length), row).Ok, $"cut to {length} bytes");
        }

        Assert.All(row, value => Assert.Equal(-1, value));
        Assert.True(decoder.Decode(picture, row).Ok);
        Assert.True(decoder.Decode([.. picture, 0, 1, 2, 3], row).Ok);
    }

    /// <summary>
    /// Senders that lose data and close the picture all the same, and cameras that do. JPEG has no checksums: what stands in the last
    /// block or two is not missed.
    /// </summary>
    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("gray.jpg")]
    public void AJpegThatLacksDataIsRefusedEvenIfItsEndIsThere(string name)
    {
        byte[] picture = Picture(name);
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Rgb24));
        double[] row = new double[3 * Width * Height];
        int data = picture.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 20;
        int half = (picture.Length - data) / 2;
        for (int length = 2; length < data + half; length++)
        {
            Assert.False(decoder.Decode([.. picture.AsSpan(0, length), 0xFF, 0xD9], row).Ok, $"cut to {length} bytes");
        }
    }

    [Fact]
    public void AProgressiveJpegThatLacksScansIsRefused()
    {
        byte[] picture = Picture("progressive.jpg");
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Rgb24));
        int lastScan = picture.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        for (int length = 2; length <= lastScan; length++)
        {
            byte[] cut = [.. picture.AsSpan(0, length), 0xFF, 0xD9];
            Assert.False(decoder.Decode(cut, new double[3 * Width * Height]).Ok, $"cut to {length} bytes");
        }
    }

    /// <summary>Each scan is a pass over all pixels: a few bytes could keep a decoder busy for minutes.</summary>
    [Fact]
    public void AJpegOfHundredsOfScansIsRefused()
    {
        byte[] picture = Picture("progressive.jpg");
        int last = picture.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scan = picture[last..^2];

        string reason = Describe([.. picture[..^2], .. Enumerable.Repeat(scan, 200).SelectMany(bytes => bytes), 0xFF, 0xD9]);

        Assert.Contains("JPEG picture that cannot be read: it has more scans than pictures have", reason);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        byte[] photo = Picture("photo.jpg");
        int frame = photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        byte[] deep = [.. photo];
        deep[frame + 4] = 12;
        byte[] lossless = [.. photo];
        lossless[frame + 1] = 0xC3;
        byte[] damaged = PngWriter.Write(Width, Height, PixelFormat.Gray8, new byte[Width * Height]);
        damaged[^17] ^= 1;

        Assert.Contains("no PNG, JPEG or WebP picture: it starts with \"GIF89a\"", Describe("GIF89a"u8.ToArray()));
        Assert.Contains("no PNG picture: it starts with", Describe(photo, MessageFormat.Png));
        Assert.Contains("PNG picture of 13 x 7 pixels; the stream's frames are 14 x 7 Gray8", Describe(Picture("gray.png"), width: 14));
        Assert.Contains("JPEG picture of 13 x 7 pixels; the stream's frames are 14 x 7 Gray8", Describe(photo, width: 14));
        Assert.Contains("WebP picture of 13 x 7 pixels; the stream's frames are 14 x 7 Gray8, and pictures are made smaller, never larger",
            Describe(Picture("lossy.webp"), width: 14));
        Assert.Contains("PNG picture that cannot be read: its samples have 16 bits instead of 8", Describe(Picture("gray16.png")));
        Assert.Contains("PNG picture that cannot be read: it ends too early", Describe(Picture("gray.png")[..^20]));
        Assert.Contains("PNG picture that cannot be read: a checksum is wrong", Describe(damaged));
        Assert.Contains("JPEG picture that cannot be read: it ends too early", Describe(photo[..^20]));
        Assert.Contains("JPEG picture that cannot be read: its colours are CMYK", Describe(Picture("cmyk.jpg")));
        Assert.Contains("its samples have 12 bits instead of 8", Describe(deep));
        Assert.Contains("its coding is lossless", Describe(lossless));
        Assert.Contains("WebP picture that cannot be read: it is animated", Describe(Picture("animated.webp")));
        Assert.Contains("PNG picture that cannot be read: it is animated", Describe(Picture("animated.png")));
        Assert.Equal("the message is empty", Describe([]));
    }

    /// <summary>One path for all kinds: whatever is decoded, the frame is the mean of the picture's pixels.</summary>
    [Theory]
    [InlineData("rgb.png", 0)]
    [InlineData("gray.png", 0)]
    [InlineData("lossless.webp", 0)]
    [InlineData("photo.jpg", 2)]
    public void LargerPicturesAreAveragedDown(string name, int difference)
    {
        int[][] own = Expected(name.EndsWith("png", StringComparison.Ordinal) ? name[..^4] : name);
        byte[] pixels = [.. own.SelectMany(pixel => pixel.Select(channel => (byte)channel))];
        var frame = new FrameSettings { Width = 6, Height = 5, Pixels = PixelFormat.Rgb24 };
        byte[] expected = new byte[90];
        new AreaAverage(frame).Write(pixels, 3, Width, Height, expected);
        double[] row = new double[90];

        Assert.True(StreamDecoder.Create(Of(frame)).Decode(Picture(name), row).Ok);

        Assert.All(expected.Zip(Planes.Read(row, 3)), pair => Assert.InRange(pair.First - pair.Second, -difference, difference));
    }

    /// <summary>A JPEG picture is decoded at a reduced scale, whose pixels are means of 8 x 8, 4 x 4 or 2 x 2.</summary>
    [Theory]
    [InlineData(64, 48, false)]
    [InlineData(40, 30, false)]
    [InlineData(160, 120, true)]
    public void AReducedJpegShowsWhatTheWholeOneDoes(int width, int height, bool isColoured)
    {
        byte[] jpeg = Jpeg(643, 485);
        var frame = new FrameSettings { Width = width, Height = height, Pixels = isColoured ? PixelFormat.Rgb24 : PixelFormat.Gray8 };
        var own = new FrameSettings { Width = 643, Height = 485, Pixels = PixelFormat.Rgb24 };
        byte[] whole = new byte[own.Layout().Width];
        Assert.True(StreamDecoder.Create(Of(own)).Decode(jpeg, new RowSpan(whole)).Ok);
        byte[] expected = new byte[frame.Layout().Width];
        new AreaAverage(frame).Write(Interleaved(whole), 3, 643, 485, expected);
        byte[] row = new byte[expected.Length];

        Assert.True(StreamDecoder.Create(Of(frame)).Decode(jpeg, new RowSpan(row)).Ok);

        byte[] found = isColoured ? Interleaved(row) : row;
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.First - pair.Second, -12, 12));
        Assert.InRange(expected.Zip(found, (one, other) => Math.Abs(one - other)).Average(), 0, 0.7);
        for (int length = 0; length < jpeg.Length - 40; length += 97)
        {
            Assert.False(StreamDecoder.Create(Of(frame)).Decode(jpeg.AsSpan(0, length), new RowSpan(row)).Ok, $"cut to {length} bytes");
            Assert.False(StreamDecoder.Create(Of(frame)).Decode([.. jpeg.AsSpan(0, length), 0xFF, 0xD9], new RowSpan(row)).Ok);
        }
    }

    /// <summary>Fifty megapixels in a few hundred bytes: refused by what the header says, before anything is as large.</summary>
    [Theory]
    [InlineData("gray.png")]
    [InlineData("photo.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossless.webp")]
    public void ABombIsRefusedBeforeAnythingIsAsLarge(string name)
    {
        byte[] bomb = Picture(name);
        Span<byte> size = bomb.AsSpan(name.EndsWith("png", StringComparison.Ordinal) ? 16
            : name.EndsWith("webp", StringComparison.Ordinal) ? 21
            : bomb.AsSpan().IndexOfAny<byte>([0xC0, 0xC2]) + 4);
        switch (name[^1])
        {
            case 'g' when name.EndsWith("png", StringComparison.Ordinal):
                BinaryPrimitives.WriteInt64BigEndian(size, (8000L << 32) | 6250);
                BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(bomb.AsSpan(12, 17)));
                break;
            case 'g':
                BinaryPrimitives.WriteUInt32BigEndian(size, (6250u << 16) | 8000);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(size, 7999 | (6249 << 14));
                break;
        }

        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Gray8));
        double[] row = new double[Width * Height];
        decoder.Decode(bomb, row);
        Assert.Equal(0, Allocation.Least(() => Assert.False(decoder.Decode(bomb, row).Ok)));
        Assert.Contains("of 8000 x 6250 pixels", decoder.Reason(new(DecodeErrorKind.Malformed), bomb));
    }

    // Waves with a sharp edge and a patch among them.
    private static unsafe byte[] Jpeg(int width, int height)
    {
        byte[] pixels = new byte[4 * width * height];
        for (int i = 0; i < pixels.Length; i += 4)
        {
            (int y, int x) = Math.DivRem(i / 4, width);
            pixels[i] = (byte)(128 + (100 * Math.Sin(x / 23.0) * Math.Cos(y / 17.0)));
            pixels[i + 1] = (byte)(x > y ? 40 : 200);
            pixels[i + 2] = (byte)(x is > 300 and < 340 && y is > 200 and < 280 ? 255 : 90);
        }

        fixed (byte* bytes = pixels)
        {
            var info = new SkiaSharp.SKImageInfo(width, height, SkiaSharp.SKColorType.Rgb888x);
            using var pixmap = new SkiaSharp.SKPixmap(info, (nint)bytes);
            using SkiaSharp.SKData? data = pixmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
            return data!.ToArray();
        }
    }

    private static byte[] Interleaved(byte[] planes) =>
        [.. Enumerable.Range(0, planes.Length).Select(i => planes[(i % 3 * (planes.Length / 3)) + (i / 3)])];

    private static int[][] Read(string name, MessageFormat format)
    {
        IMessageDecoder decoder = StreamDecoder.Create(Of(PixelFormat.Rgb24, Width, format));
        double[] row = new double[3 * Width * Height];
        DecodeResult result = decoder.Decode(Picture(name), row);
        Assert.True(result.Ok, decoder.Reason(result, Picture(name)));
        return
        [
            .. from pixel in Enumerable.Range(0, Width * Height)
               select (int[])[.. from channel in Enumerable.Range(0, 3)
                                 select (int)Math.Round(255 * row[(channel * Width * Height) + pixel])],
        ];
    }

    private static int[][] Expected(string name) =>
        [.. _pixels.GetProperty(name).EnumerateArray()
            .Select(pixel => (int[])[.. pixel.EnumerateArray().Select(channel => channel.GetInt32())])];

    private static string Describe(byte[] payload, MessageFormat format = MessageFormat.Image, int width = Width)
    {
        Schema schema = Of(PixelFormat.Gray8, width, format);
        IMessageDecoder decoder = StreamDecoder.Create(schema);
        DecodeResult result = decoder.Decode(payload, new double[schema.FieldCount]);
        Assert.False(result.Ok);
        return decoder.Reason(result, payload);
    }

    private static Schema Of(PixelFormat pixels, int width = Width, MessageFormat format = MessageFormat.Image) =>
        Of(new FrameSettings { Width = width, Height = Height, Pixels = pixels }, format);

    private static Schema Of(FrameSettings frame, MessageFormat format = MessageFormat.Image) =>
        new(new SchemaSettings { Format = format, Frame = frame });

    private static byte[] Picture(string name) => File.ReadAllBytes(PathOf(name));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
