using Detector.Core.Schemas;

namespace Detector.Data.Files.Frames;

/// <summary>Finds out what frames a path holds: a folder of pictures, an idx file of images, or raw frames behind one another.</summary>
public static class FrameSource
{
    /// <summary>Opens a path as the frames of a stream.</summary>
    /// <returns>The frames, and the format that each is in.</returns>
    /// <exception cref="DataException">There are no such frames.</exception>
    public static (IRecordSource Frames, MessageFormat Format) Open(string path, FrameSettings frame)
    {
        if (IsPictures(path))
        {
            return (new PictureFiles(path), MessageFormat.Image);
        }

        PackedFile file = PackedFile.Open(path);
        try
        {
            FileSignature.Refuse(file.Path, file.Peek(FileSignature.Length));
            long? count = IdxHeader.Read(file) is { } idx ? IdxHeader.CheckImages(idx, path, frame) : null;
            return (new RawFrames(file, frame, count), MessageFormat.Raw);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What the frames of a path look like; where it does not say itself, the options must.</summary>
    /// <param name="path">A folder of pictures, one picture, an idx file, or raw frames.</param>
    /// <param name="size">The frames' size, where the user names it.</param>
    /// <param name="pixels">The pixels, where the user names them.</param>
    public static SchemaSettings Describe(string path, (int Width, int Height)? size, PixelFormat? pixels)
    {
        if (IsPictures(path))
        {
            (int width, int height, bool coloured) = PictureFiles.Look(path);
            return Schema(MessageFormat.Image, width, height, pixels ?? (coloured ? PixelFormat.Rgb24 : PixelFormat.Gray8));
        }

        if (!IdxHeader.IsNamed(path))
        {
            return size is { } s
                ? Schema(MessageFormat.Raw, s.Width, s.Height, pixels ?? PixelFormat.Gray8)
                : throw new DataException($"{path}: raw frames do not tell their size; name it with --frame-size WxH and "
                    + "--pixel-format gray8 or rgb24");
        }

        using PackedFile file = PackedFile.Open(path);
        return IdxHeader.Read(file) is [_, int lines, int columns]
            ? Schema(MessageFormat.Raw, columns, lines, PixelFormat.Gray8)
            : throw new DataException($"{path} holds no images: those of an idx file are [count, height, width]");
    }

    /// <summary>Whether a path can only be frames.</summary>
    public static bool IsFrames(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return IsPictures(path) || name.EndsWith("-ubyte", StringComparison.Ordinal)
            || Path.GetExtension(name).ToLowerInvariant() is ".idx" or ".bin" or ".raw" or ".gray" or ".rgb";
    }

    /// <summary>Whether a path is one of pictures: a folder, or one of them.</summary>
    internal static bool IsPictures(string path) => Directory.Exists(path) || PictureFiles.IsNamed(path);

    private static SchemaSettings Schema(MessageFormat format, int width, int height, PixelFormat pixels) =>
        new() { Format = format, Frame = new FrameSettings { Width = width, Height = height, Pixels = pixels } };
}
