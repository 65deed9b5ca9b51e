using Detector.Core.Schemas;
using Detector.Frames;
using Detector.Frames.Video;

namespace Detector.Data.Files.Frames;

/// <summary>
/// Finds out what frames a path holds: a folder of pictures, a video, an idx file of images, or raw frames behind one another.
/// </summary>
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

        if (VideoFrames.IsNamed(path))
        {
            return (new VideoFrames(path, frame), MessageFormat.Raw);
        }

        PackedFile file = PackedFile.Open(path);
        try
        {
            if (file.IsLasting && FileSignature.IsVideo(file.Peek(FileSignature.Length)))
            {
                file.Dispose();
                return (new VideoFrames(path, frame), MessageFormat.Raw);
            }

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

    /// <summary>The pictures of a folder as they are.</summary>
    /// <exception cref="DataException">There is no such folder, or no picture in it.</exception>
    public static IRecordSource OpenPictures(string folder) => new PictureFiles(folder);

    /// <summary>
    /// What a stream's frames are to look like, of which a path holds samples; where those do not say their size, the options must.
    /// </summary>
    /// <param name="path">A folder of pictures, one picture, a video, an idx file, or raw frames.</param>
    /// <param name="size">The frames' size, where the user names it: that of raw frames, or what pictures are averaged down to.</param>
    /// <param name="pixels">The pixels, where the user names them.</param>
    /// <exception cref="DataException">There are no such frames, or they cannot be of that size.</exception>
    public static SchemaSettings Describe(string path, (int Width, int Height)? size, PixelFormat? pixels)
    {
        if (IsPictures(path))
        {
            PictureHeader header = PictureFiles.Look(path);
            return OfPictures((header.Width, header.Height), header.IsColoured, size, pixels, PictureFiles.AreFilm(path));
        }

        if (VideoFrames.IsNamed(path))
        {
            VideoInfo video = VideoFrames.Look(path);
            return OfPictures((video.Width, video.Height), isColoured: true, size, pixels, isFilm: true);
        }

        if (!IdxHeader.IsNamed(path))
        {
            return size is { } s
                ? OfRaw(path, new FrameSettings { Width = s.Width, Height = s.Height, Pixels = pixels ?? PixelFormat.Gray8 })
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
        return IsPictures(path) || VideoFrames.IsNamed(path) || name.EndsWith("-ubyte", StringComparison.Ordinal)
            || Path.GetExtension(name).ToLowerInvariant() is ".idx" or ".bin" or ".raw" or ".gray" or ".rgb";
    }

    /// <summary>Whether a path is one of pictures: a folder, or one of them.</summary>
    internal static bool IsPictures(string path) => Directory.Exists(path) || PictureFiles.IsNamed(path);

    /// <summary>Whether where a frame stands says more than its number: a picture's file, a video's time.</summary>
    internal static bool HasPlaces(string path) => IsPictures(path) || VideoFrames.IsNamed(path);

    // A picture that is made smaller anyway is proposed in gray: what colours add is seldom worth three times the numbers.
    private static SchemaSettings OfPictures(
        (int Width, int Height) own, bool isColoured, (int Width, int Height)? size, PixelFormat? pixels, bool isFilm)
    {
        (int width, int height) = size ?? FrameSize.Propose(own.Width, own.Height);
        if (width > own.Width || height > own.Height)
        {
            throw new DataException($"--frame-size is {width}x{height}, but the pictures have {own.Width} x {own.Height} pixels; they are "
                + "made smaller, never larger");
        }

        bool isReduced = (width, height) != own;
        return Schema(
            MessageFormat.Image, width, height, pixels ?? (isColoured && !isReduced ? PixelFormat.Rgb24 : PixelFormat.Gray8), isFilm);
    }

    private static SchemaSettings OfRaw(string path, FrameSettings frame)
    {
        using (PackedFile file = PackedFile.Open(path))
        {
            if (file.IsLasting)
            {
                FileSignature.Refuse(path, file.Peek(FileSignature.Length));
                FrameSize.CheckDivides(path, file.CountBytes(), frame);
            }
        }

        return new() { Format = MessageFormat.Raw, Frame = frame };
    }

    private static SchemaSettings Schema(MessageFormat format, int width, int height, PixelFormat pixels, bool isFilm = false) =>
        new() { Format = format, Frame = new FrameSettings { Width = width, Height = height, Pixels = pixels, Motion = isFilm } };
}
