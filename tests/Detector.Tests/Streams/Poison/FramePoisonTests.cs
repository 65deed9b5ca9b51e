using System.Text;
using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Tests.Streams.Poison;

/// <summary>Whatever a frame holds, the worst is a dead letter.</summary>
public class FramePoisonTests
{
    private const int Width = 5;
    private const int Height = 4;

    private static readonly (string Type, byte[] Content) Palette = ("PLTE", new byte[768]);
    private static readonly (string Type, byte[] Content) End = ("IEND", []);

    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Rgb24)]
    public async Task EveryKindOfImageAndEveryDamageEndsAsAlertOrDeadLetter(PixelFormat pixels)
    {
        var line = new PoisonLine(
            Of(MessageFormat.Png, pixels), Usual(pixels).Select(frame => PngWriter.Write(Width, Height, pixels, frame)));
        var random = new Random(19);
        byte[][] good =
        [
            .. from kind in PngBytes.Kinds
               where kind.Depth <= 8
               from filter in Enumerable.Range(0, 5)
               select Image(random, kind.Colour, kind.Depth, (byte)filter),
            Bomb(),
        ];
        IEnumerable<byte[]> all = [.. good, .. Broken(random), .. Cut(good[3]), .. Cut(good[^2])];
        PoisonMessage[] messages = [.. all.Select(payload => new PoisonMessage(payload))];
        IReadOnlyDictionary<long, string> dead = await line.SendAsync(messages);

        Assert.DoesNotContain(dead.Keys, place => place < good.Length);
        Assert.Equal(Enumerable.Range(good.Length, messages.Length - good.Length).Select(i => (long)i), dead.Keys.Order());
    }

    [Fact]
    public async Task DamageBehindTrueChecksumsToo()
    {
        var line = new PoisonLine(Of(MessageFormat.Png, PixelFormat.Rgb24), Usual(PixelFormat.Rgb24).Select(frame =>
            PngWriter.Write(Width, Height, PixelFormat.Rgb24, frame)));
        var random = new Random(20);
        var mutator = new Mutator(20);
        byte[][] words = [.. Extremes.NoTexts, "IDAT"u8.ToArray(), "IEND"u8.ToArray(), [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF],
            [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0]];
        var messages = new List<PoisonMessage>();
        for (int i = 0; i < 3_000; i++)
        {
            (byte colour, byte depth) = PngBytes.Kinds[i % PngBytes.Kinds.Count];
            (string Type, byte[] Content)[] chunks =
                [PngBytes.Header(Width, Height, depth, colour), Palette, PngBytes.Data(Lines(random, colour, depth,
                    (byte)random.Next(6))), ("tEXt", [1, 2, 3]), End];
            int at = random.Next(chunks.Length);
            chunks[at] = (random.Next(10) == 0 ? "IDAT" : chunks[at].Type, mutator.Of(chunks[at].Content, words));
            messages.Add(new(i % 3 == 0 ? mutator.Of(PngBytes.Of(chunks), words) : PngBytes.Of(chunks)));
        }

        await line.SendAsync(messages);
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("alpha.webp")]
    public async Task DamagedPicturesWithoutChecksumsToo(string name)
    {
        byte[] picture = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name));
        var schema = new SchemaSettings
        {
            Format = MessageFormat.Image,
            Frame = new FrameSettings { Width = 13, Height = 7, Pixels = PixelFormat.Rgb24 },
        };
        var random = new Random(22);
        var line = new PoisonLine(schema, Enumerable.Range(0, 60).Select(_ =>
        {
            byte[] pixels = new byte[3 * 13 * 7];
            random.NextBytes(pixels);
            return PngWriter.Write(13, 7, PixelFormat.Rgb24, pixels);
        }));
        var mutator = new Mutator(22);
        byte[][] words = [[0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xDA], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xD0], [0xFF, 0xFF],
            [0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF],
            "RIFF"u8.ToArray(), "VP8X"u8.ToArray(), "VP8L"u8.ToArray(), "ALPH"u8.ToArray()];
        await line.SendAsync([.. Enumerable.Range(0, 1_500).Select(_ => new PoisonMessage(mutator.Of(picture, words)))]);
    }

    [Fact]
    public async Task RawFramesToo()
    {
        var line = new PoisonLine(Of(MessageFormat.Raw, PixelFormat.Gray8), Usual(PixelFormat.Gray8));
        int[] lengths = [0, 1, (Width * Height) - 1, Width * Height, (Width * Height) + 1, 3 * Width * Height, 1_000_000];
        byte[] levels = [0, 1, 127, 254, 255];
        PoisonMessage[] messages = [new((byte[]?)null),
            .. from length in lengths from level in levels select new PoisonMessage([.. Enumerable.Repeat(level, length)])];
        Assert.Equal(messages.Length - levels.Length, (await line.SendAsync(messages)).Count);
    }

    private static SchemaSettings Of(MessageFormat format, PixelFormat pixels) =>
        new() { Format = format, Frame = new FrameSettings { Width = Width, Height = Height, Pixels = pixels } };

    private static IEnumerable<byte[]> Usual(PixelFormat pixels)
    {
        var random = new Random(21);
        for (int i = 0; i < 60; i++)
        {
            byte[] frame = new byte[Width * Height * (pixels == PixelFormat.Rgb24 ? 3 : 1)];
            random.NextBytes(frame);
            yield return frame;
        }
    }

    private static byte[] Lines(Random random, byte colour, byte depth, byte filter)
    {
        int length = PngBytes.Line(Width, colour, depth);
        byte[] lines = new byte[Height * length];
        random.NextBytes(lines);
        for (int y = 0; y < Height; y++)
        {
            lines[y * length] = filter;
        }

        return lines;
    }

    // With all that may stand beside the pixels, and pixels in several parts.
    private static byte[] Image(Random random, byte colour, byte depth, byte filter)
    {
        byte[] data = PngBytes.Deflate(Lines(random, colour, depth, filter));
        return PngBytes.Of(
            PngBytes.Header(Width, Height, depth, colour), ("gAMA", [0, 0, 0xB1, 0x8F]), ("sRGB", [0]), ("pHYs", new byte[9]), Palette,
                ("tRNS", new byte[2]), ("bKGD", [1]), ("hIST", []),
            ("IDAT", data[..2]), ("IDAT", []), ("IDAT", data[2..]), ("tIME", new byte[7]), ("tEXt", Encoding.Latin1.GetBytes("Title\0é")),
            ("zTXt", [0, 0, 0xFF]), ("eXIf", new byte[70_000]), End,
            ("IDAT", [1]));
    }

    // A few kilobytes that become twenty megabytes, of which only the image's own are unpacked.
    private static byte[] Bomb() => PngBytes.Of(PngBytes.Header(Width, Height, 8, 0), PngBytes.Data(new byte[20_000_000]), End);

    private static IEnumerable<byte[]> Broken(Random random)
    {
        byte[] lines = Lines(random, 0, 8, 0);
        byte[] data = PngBytes.Deflate(lines);
        (string, byte[]) header = PngBytes.Header(Width, Height, 8, 0);
        yield return PngBytes.Of(header, ("IDAT", PngBytes.WithDictionary(data)), End);
        yield return PngBytes.Of(header, ("IDAT", []), End);
        yield return PngBytes.Of(header, End);
        yield return PngBytes.Of(header, ("IDAT", data));
        yield return PngBytes.Of(("IDAT", data), header, End);
        yield return PngBytes.Of(header, ("IDAT", [0x78]), End);
        yield return PngBytes.Of(header, ("IDAT", new byte[1000]), End);
        yield return PngBytes.Of(header, ("IDAT", data[..^10]), End);
        yield return PngBytes.Of(header, PngBytes.Data(lines[..^1]), End);
        yield return PngBytes.Of(header, PngBytes.Data([9, .. lines[1..]]), End);
        yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 3), PngBytes.Data(lines), End);
        yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 3), ("PLTE", [1, 2]), PngBytes.Data([.. lines.Select(_ => (byte)0)]),
            End);
        yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 0, interlaced: 1), PngBytes.Data(lines), End);
        foreach ((uint width, uint height) in new[] { (0u, 4u), (5u, 0u), (uint.MaxValue, uint.MaxValue), (1u << 26, 1u), (1u << 13,
            1u << 13), (4u, 5u) })
        {
            foreach ((byte colour, byte depth) in PngBytes.Kinds)
            {
                yield return PngBytes.Of(PngBytes.Header(width, height, depth, colour), Palette, PngBytes.Data(lines), End);
            }
        }

        for (byte other = 1; other < 10; other++)
        {
            yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 0, compression: other), PngBytes.Data(lines), End);
            yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 0, filter: other), PngBytes.Data(lines), End);
            yield return PngBytes.Of(PngBytes.Header(Width, Height, 8, 0, interlaced: other), PngBytes.Data(lines), End);
            yield return PngBytes.Of(PngBytes.Header(Width, Height, (byte)(other + (other == 8 ? 1 : 0)), 5), PngBytes.Data(lines), End);
        }
    }

    private static IEnumerable<byte[]> Cut(byte[] image)
    {
        // What follows the image's end is nobody's.
        int end = image.AsSpan().IndexOf("IEND"u8) + 8;
        for (int i = 0; i < end; i += i < 600 || i > end - 200 ? 1 : 997)
        {
            yield return image[..i];
            byte[] flipped = [.. image];
            flipped[i] ^= 0x40;
            yield return flipped;
        }
    }
}
