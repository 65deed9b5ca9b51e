using System.Globalization;

namespace Detector.Frames.Video;

/// <summary>
/// The frames of a video file as it has them, none left out or doubled: ffmpeg decodes, and hands each over as a PPM picture, which says
/// its own size.
/// </summary>
public sealed class VideoReader : IDisposable
{
    private const int LongestHeader = 32;

    private readonly string _path;
    private readonly FfmpegProcess _ffmpeg;
    private byte[] _pixels = [];

    /// <exception cref="VideoException">ffmpeg is missing.</exception>
    public VideoReader(string path)
    {
        _path = path;
        _ffmpeg = new FfmpegProcess(
            "ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + path, "-map",
                "0:v:0", .. Passthrough, "-c:v", "ppm", "-pix_fmt", "rgb24", "-f", "image2pipe", "pipe:1"]);
    }

    /// <summary>The frame read last: [height * width * 3] red, green and blue.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, 3 * Width * Height);

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Frames that were read.</summary>
    public long Count { get; private set; }

    /// <summary>What ffmpeg complained of, frames that it made up among it, and how often; null where it did not.</summary>
    public string? Complaint => _ffmpeg.ErrorCount == 0 ? null : string.Create(
        CultureInfo.InvariantCulture, $"ffmpeg complained {_ffmpeg.ErrorCount} times, the last time of: {_ffmpeg.LastError}");

    /// <summary>The arguments that have ffmpeg pass every frame on once.</summary>
    internal static string[] Passthrough =>
        FfmpegProcess.Version.CompareTo((5, 1)) >= 0 ? ["-fps_mode", "passthrough"] : ["-vsync", "passthrough"];

    /// <summary>Reads the next frame; false at the end.</summary>
    /// <exception cref="VideoException">It is no video, it is damaged, or ffmpeg was killed.</exception>
    public bool TryRead()
    {
        if (!TryReadHeader(out int width, out int height))
        {
            _ffmpeg.CheckEnd(_path);
            return Count > 0 ? false : throw new VideoException($"{_path} holds no frame");
        }

        if (width * (long)height > PictureHeader.MostPixels)
        {
            throw new VideoException(
                $"{_path} holds frames of {width} x {height} pixels; at most {PictureHeader.MostPixels} pixels are decoded");
        }

        (Width, Height) = (width, height);
        if (_pixels.Length < 3 * width * height)
        {
            _pixels = new byte[3 * width * height];
        }

        if (_ffmpeg.Output.ReadAtLeast(_pixels.AsSpan(0, 3 * width * height), 3 * width * height, throwOnEndOfStream: false)
            < 3 * width * height)
        {
            _ffmpeg.CheckEnd(_path);
            throw new VideoException($"{_path}: ffmpeg ended within frame {Count + 1}");
        }

        Count++;
        return true;
    }

    public void Dispose() => _ffmpeg.Dispose();

    // P6, width, height and 255, with white space between and one behind.
    private bool TryReadHeader(out int width, out int height)
    {
        Span<int> numbers = stackalloc int[4];
        int part = 0;
        for (int i = 0; i < LongestHeader; i++)
        {
            switch (_ffmpeg.Output.ReadByte())
            {
                case < 0:
                    (width, height) = (0, 0);
                    return false;
                case (byte)'\n' or (byte)' ' when ++part == numbers.Length:
                    (width, height) = (numbers[1], numbers[2]);
                    return true;
                case int digit and >= '0' and <= '9':
                    numbers[part] = (10 * numbers[part]) + digit - '0';
                    break;
            }
        }

        throw new VideoException($"{_path}: ffmpeg wrote no PPM pictures");
    }
}
