using System.Globalization;
using Detector.Core.Schemas;

namespace Detector.Data.Files.Frames;

/// <summary>Sizes of frames: what suits a model, and what may be meant where raw frames have another one than was said.</summary>
internal static class FrameSize
{
    // What the pictures of a room need to show who is in it, and a thousand of them are learned in seconds.
    private const int Pixels = 64 * 48;
    private const int LeastReduced = 64 * 64;
    private const int Step = 8;
    private const int Named = 6;

    private static readonly (int Width, int Height)[] Usual =
    [
        (28, 28), (32, 24), (32, 32), (64, 32), (64, 36), (64, 48), (64, 64), (80, 60), (96, 72), (128, 72), (128, 96), (128, 128),
        (160, 90), (160, 120), (176, 144), (224, 224), (256, 256), (320, 180), (320, 240), (352, 288), (640, 360), (640, 480), (704, 576),
        (720, 576), (800, 600), (1024, 768), (1280, 720), (1920, 1080),
    ];

    /// <summary>About 64 x 48 pixels in a picture's ratio, in steps of eight; the picture's own size where that is small.</summary>
    public static (int Width, int Height) Propose(int width, int height)
    {
        if ((long)width * height <= LeastReduced)
        {
            return (width, height);
        }

        double ratio = (double)width / height;
        return (Steps(Math.Sqrt(Pixels * ratio), width), Steps(Math.Sqrt(Pixels / ratio), height));
    }

    /// <summary>Makes sure that a file's length is a whole number of frames.</summary>
    /// <exception cref="DataException">It is not; the message says which sizes would divide it.</exception>
    public static void CheckDivides(string path, long bytes, FrameSettings frame)
    {
        long length = frame.Picture().Width;
        if (bytes % length == 0)
        {
            return;
        }

        string told = $"{path} has {bytes.ToString(CultureInfo.InvariantCulture)} bytes, which are no whole number of frames of "
            + $"{frame.Width} x {frame.Height} {frame.Pixels} ({length} bytes each)";
        string[] others = [.. Dividing(bytes, frame).Distinct().Take(Named)];
        throw new DataException(others.Length > 0
            ? $"{told}; sizes that would divide it: {string.Join(", ", others)}"
            : $"{told}, nor of any usual size: the file was cut, or has a header");
    }

    // The same size in other pixels, other heights of that width, the size turned round, then usual sizes, large ones first: a small one
    // divides by chance.
    private static IEnumerable<string> Dividing(long bytes, FrameSettings frame)
    {
        PixelFormat other = frame.Pixels == PixelFormat.Gray8 ? PixelFormat.Rgb24 : PixelFormat.Gray8;
        IEnumerable<(int Width, int Height, PixelFormat Pixels)> sizes =
        [
            (frame.Width, frame.Height, other),
            (frame.Height, frame.Width, frame.Pixels),
            .. Enumerable.Range(1, frame.Height).SelectMany(by => new[] { frame.Height - by, frame.Height + by })
                .Where(height => height >= frame.Height / 2 && height > 0).Select(height => (frame.Width, height, frame.Pixels)).Take(32),
            .. Usual.Reverse().Select(size => (size.Width, size.Height, frame.Pixels)),
            .. Usual.Reverse().Select(size => (size.Width, size.Height, other)),
        ];
        return sizes.Where(size => bytes % ((long)size.Width * size.Height * (size.Pixels == PixelFormat.Rgb24 ? 3 : 1)) == 0)
            .Select(size => $"{size.Width}x{size.Height} {size.Pixels.ToString().ToLowerInvariant()}");
    }

    private static int Steps(double size, int most) => most < Step ? most : Math.Clamp(Step * (int)Math.Round(size / Step), Step, most);
}
