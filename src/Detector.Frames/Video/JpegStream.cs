using System.Globalization;
using System.Text;

namespace Detector.Frames.Video;

/// <summary>The frames of a video file or a camera, each a JPEG picture that ffmpeg makes of it.</summary>
public sealed class JpegStream : IDisposable
{
    // Of 2 (large) to 31: hardly anybody sees what is lost.
    private const string Quality = "3";
    private const int MostHeader = 256;
    private const int MostBytes = 1 << 26;
    private const string Length = "Content-length:";

    // Of a camera that says nothing for so long another connection is tried; microseconds.
    private const string Timeout = "10000000";

    private readonly string _what;
    private readonly FfmpegProcess _ffmpeg;
    private readonly byte[] _line = new byte[MostHeader];

    private JpegStream(string what, IEnumerable<string> input)
    {
        _what = what;
        _ffmpeg = new FfmpegProcess(
            "ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", .. input, "-map", "0:v:0", .. VideoReader.Passthrough,
                "-c:v", "mjpeg", "-q:v", Quality, "-f", "mpjpeg", "pipe:1"]);
    }

    /// <summary>The frames of a file, none left out or doubled.</summary>
    /// <exception cref="VideoException">ffmpeg is missing.</exception>
    public static JpegStream OfFile(string path) => new(path, ["-protocol_whitelist", "file,pipe", "-i", "file:" + path]);

    /// <summary>The frames of a camera on the network, as they come.</summary>
    /// <exception cref="VideoException">ffmpeg is missing.</exception>
    public static JpegStream OfUrl(Uri url) => new(
        Told(url), [
            .. url.Scheme.StartsWith("rtsp", StringComparison.Ordinal)
                ? (string[])["-rtsp_transport", "tcp", FfmpegProcess.Version.Major >= 5 ? "-timeout" : "-stimeout", Timeout]
                : ["-rw_timeout", Timeout],
            "-i", url.OriginalString])
    {
        Secret = url.UserInfo,
    };

    /// <summary>The frames of a camera of this machine, as they come.</summary>
    /// <exception cref="VideoException">ffmpeg is missing.</exception>
    public static JpegStream OfDevice(string device) => new(device, ["-f", "v4l2", "-i", device]);

    /// <summary>Makes sure that there is an ffmpeg.</summary>
    /// <exception cref="VideoException">There is none.</exception>
    public static void Require() => _ = FfmpegProcess.Version;

    /// <summary>An address without the password that may be in it.</summary>
    public static string Told(Uri url) =>
        url.UserInfo.Length == 0 ? url.OriginalString : url.OriginalString.Replace(url.UserInfo + "@", "", StringComparison.Ordinal);

    private string Secret { get; init; } = "";

    /// <summary>Reads the next frame, a JPEG picture; null at the end.</summary>
    /// <exception cref="VideoException">ffmpeg failed, was killed or stopped.</exception>
    public byte[]? Read()
    {
        int length = 0;
        while (ReadLine() is { } line)
        {
            if (line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            {
                length = int.TryParse(line.AsSpan(Length.Length).Trim(), CultureInfo.InvariantCulture, out int number)
                    && number is > 0 and <= MostBytes ? number : throw new VideoException($"{_what}: ffmpeg wrote no JPEG pictures");
            }
            else if (line.Length == 0 && length > 0)
            {
                byte[] picture = new byte[length];
                if (_ffmpeg.Output.ReadAtLeast(picture, length, throwOnEndOfStream: false) == length)
                {
                    return picture;
                }

                break;
            }
        }

        try
        {
            _ffmpeg.CheckEnd(_what);
        }
        catch (VideoException e) when (Secret.Length > 0)
        {
            throw new VideoException(e.Message.Replace(Secret + "@", "", StringComparison.Ordinal));
        }

        return null;
    }

    /// <summary>Ends it, whatever it waits for. Any thread.</summary>
    public void Stop() => _ffmpeg.Kill();

    public void Dispose() => _ffmpeg.Dispose();

    // Null at the end.
    private string? ReadLine()
    {
        for (int i = 0; i < _line.Length; i++)
        {
            switch (_ffmpeg.Output.ReadByte())
            {
                case < 0:
                    return null;
                case '\n':
                    return Encoding.ASCII.GetString(_line.AsSpan(0, i)).TrimEnd('\r');
                case int letter:
                    _line[i] = (byte)letter;
                    break;
            }
        }

        throw new VideoException($"{_what}: ffmpeg wrote no JPEG pictures");
    }
}
