using System.IO.Hashing;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;

namespace Detector.Core.Formats.Frames;

/// <summary>
/// What becomes of a decoded frame when it meets its camera, live and in files alike: what is masked is taken out, and how it moves is
/// written behind it (<see cref="FrameSettings.Motion"/>), for which the camera's latest frames are kept. Frames come in their order. One
/// thread.
/// </summary>
public sealed class CameraFrames
{
    // Of more cameras those are forgotten that were silent for longest.
    private const int MostCameras = 1024;

    // Frames that are further apart show no motion.
    private const long MostGapMs = 2000;

    private readonly FrameMasks? _masks;
    private readonly Motion? _motion;
    private readonly int _plane;
    private readonly int _seen;
    private readonly Dictionary<ulong, Film> _films = [];

    /// <param name="schema">What frames are.</param>
    internal CameraFrames(Schema schema)
    {
        _masks = schema.Masks;
        if (schema.Frame is { Motion: true } frame)
        {
            SampleLayout layout = schema.Layout;
            _motion = new Motion(new RegionGrid(layout));
            (_plane, _seen) = (frame.Width * frame.Height, layout.PicturePlanes / 2);
        }
    }

    /// <summary>Null where frames stay what they are, or events are no frames.</summary>
    public static CameraFrames? Of(Schema schema) => schema.Masks is null && schema.Frame is not { Motion: true } ? null : new(schema);

    /// <summary>A frame has come.</summary>
    /// <param name="camera">The camera's name in UTF-8, which is the message's key.</param>
    /// <param name="timeMs">Its time; <see cref="long.MinValue"/> where nobody knows it, as of a film's next frame.</param>
    /// <param name="pixels">[planes * H * W] the frame.</param>
    public void Take(ReadOnlySpan<byte> camera, long timeMs, Span<byte> pixels)
    {
        if (_motion is null)
        {
            _masks?.Apply(camera, pixels);
            return;
        }

        Span<byte> motion = pixels[^_plane..];
        _masks?.Apply(camera, pixels[..^_plane]);
        Film film = FilmOf(XxHash3.HashToUInt64(camera));
        film.Add(timeMs, pixels.Slice(_seen * _plane, _plane));
        if (film.IsFull)
        {
            _motion.Write(film.Frames, motion);
        }
        else
        {
            motion.Clear();
        }
    }

    private Film FilmOf(ulong camera)
    {
        if (!_films.TryGetValue(camera, out Film? film))
        {
            if (_films.Count == MostCameras)
            {
                _films.Remove(_films.MinBy(of => of.Value.TimeMs).Key);
            }

            film = _films[camera] = new Film(_plane);
        }

        return film;
    }

    // A camera's latest frames, the newest first.
    private sealed class Film(int pixels)
    {
        private int _count;

        public byte[][] Frames { get; } = [.. Enumerable.Range(0, Motion.Frames).Select(_ => new byte[pixels])];

        public long TimeMs { get; private set; }

        public bool IsFull => _count == Frames.Length;

        public void Add(long timeMs, ReadOnlySpan<byte> frame)
        {
            bool isNext = timeMs == long.MinValue || (timeMs >= TimeMs && timeMs - TimeMs <= MostGapMs);
            _count = isNext ? Math.Min(_count + 1, Frames.Length) : 1;
            byte[] oldest = Frames[^1];
            Array.Copy(Frames, 0, Frames, 1, Frames.Length - 1);
            Frames[0] = oldest;
            frame.CopyTo(oldest);
            TimeMs = timeMs;
        }
    }
}
