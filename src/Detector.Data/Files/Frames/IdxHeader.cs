using System.Buffers.Binary;
using Detector.Core.Schemas;

namespace Detector.Data.Files.Frames;

/// <summary>The start of an idx file, the format of MNIST: two zeros, the type of the numbers, and the length of each dimension.</summary>
internal static class IdxHeader
{
    private const byte UnsignedByte = 8;
    private const int MostDimensions = 4;

    /// <summary>Whether a file's name says that it is one.</summary>
    public static bool IsNamed(string path) =>
        path.Contains("-ubyte", StringComparison.Ordinal) || path.Contains(".idx", StringComparison.Ordinal);

    /// <summary>Reads the dimensions; null where the file's name does not say that it is such a file, and nothing is read.</summary>
    /// <exception cref="DataException">It is called an idx file and is none of bytes.</exception>
    public static int[]? Read(PackedFile file)
    {
        if (!IsNamed(file.Path))
        {
            return null;
        }

        Span<byte> start = stackalloc byte[4];
        if (file.Read(start) < 4 || start[0] != 0 || start[1] != 0 || start[2] != UnsignedByte || start[3] is 0 or > MostDimensions)
        {
            throw new DataException($"{file.Path} is not an idx file of bytes: it does not start with 00 00 08");
        }

        Span<byte> lengths = stackalloc byte[4 * start[3]];
        if (file.Read(lengths) < lengths.Length)
        {
            throw new DataException($"{file.Path} ends within its header");
        }

        int[] dimensions = new int[start[3]];
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(lengths[(4 * i)..]) is var length and > 0
                ? length
                : throw new DataException($"{file.Path} says in its header that it holds nothing, or is damaged");
        }

        return dimensions;
    }

    /// <summary>How many images there are.</summary>
    /// <exception cref="DataException">The file does not hold images as the stream has them.</exception>
    public static int CheckImages(int[] dimensions, string path, FrameSettings frame)
    {
        if (dimensions is not [var count, var height, var width])
        {
            throw new DataException($"{path} holds [{string.Join(", ", dimensions)}] bytes; images are [count, height, width]");
        }

        if ((width, height) != (frame.Width, frame.Height) || frame.Pixels != PixelFormat.Gray8)
        {
            throw new DataException($"{path} holds images of {width} x {height} Gray8 pixels; "
                + $"the stream's frames are {frame.Width} x {frame.Height} {frame.Pixels}");
        }

        return count;
    }
}
