using System.Globalization;
using Detector.Core.Schemas;
using Detector.Frames;
using Detector.Frames.Video;

namespace Detector.Data.Files.Frames;

/// <summary>The frames of a video file, averaged down to the stream's as the pictures of a topic are, each a raw frame.</summary>
internal sealed class VideoFrames : IRecordSource
{
    private const int Second = 1000;

    private static readonly string[] Extensions =
    [
        ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv", ".ogv", ".3gp",
        ".mjpeg", ".mjpg", ".h264", ".h265", ".hevc", ".y4m",
    ];

    private readonly string _path;
    private readonly FrameSettings _frame;
    private readonly VideoInfo _info;
    private readonly VideoReader _reader;
    private readonly AreaAverage _average;
    private readonly byte[] _record;

    /// <exception cref="DataException">There is no such file.</exception>
    public VideoFrames(string path, FrameSettings frame)
    {
        _info = Look(path);
        _path = path;
        _frame = frame;
        _reader = new VideoReader(path);
        _average = new AreaAverage(frame);
        _record = new byte[_average.Length];
    }

    public string Place =>
        $"{Path.GetFileName(_path)}, frame {_reader.Count}"
        + (TimeMs >= 0 ? $" at {TimeSpan.FromMilliseconds(TimeMs):h\\:mm\\:ss\\.ff}" : "");

    /// <inheritdoc/>
    public long TimeMs => _info.Rate is { } rate && _reader.Count > 0 ? (long)(Second * (_reader.Count - 1) / rate) : long.MinValue;

    public double Fraction => _info.Frames is { } all ? Math.Min(1, (double)_reader.Count / all) : double.NaN;

    public bool IsLasting => true;

    public bool IsUnterminated => false;

    /// <summary>Whether a file's name says that it is a video.</summary>
    public static bool IsNamed(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>What a video says of itself.</summary>
    /// <exception cref="DataException">It is none, or there is no such file.</exception>
    public static VideoInfo Look(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataException($"there is no file {path}");
        }

        try
        {
            return VideoInfo.Read(path);
        }
        catch (VideoException e)
        {
            throw new DataException(e.Message, e);
        }
    }

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        try
        {
            if (!_reader.TryRead())
            {
                CheckWhole();
                return false;
            }
        }
        catch (VideoException e)
        {
            throw new DataException(e.Message, e);
        }

        if (!_average.Takes(_reader.Width, _reader.Height))
        {
            throw new DataException($"{_path} holds frames of {_reader.Width} x {_reader.Height} pixels; the stream's are "
                + $"{_frame.Width} x {_frame.Height}, and pictures are made smaller, never larger");
        }

        _average.Write(_reader.Pixels, 3, _reader.Width, _reader.Height, _record);
        record = _record;
        return true;
    }

    public void Dispose() => _reader.Dispose();

    // Of a damaged frame ffmpeg makes up what is missing, complains and goes on.
    private void CheckWhole()
    {
        if (_reader.Complaint is { } complaint)
        {
            string count = _info.Frames is { } all && all > _reader.Count
                ? string.Create(CultureInfo.InvariantCulture, $"only {_reader.Count} of its {all} frames could be read; ") : "";
            throw new DataException($"{_path} is damaged: {count}{complaint}; where the rest is good, write it anew "
                + $"(ffmpeg -i {_path} FIXED.mkv) and look at it first");
        }
    }
}
