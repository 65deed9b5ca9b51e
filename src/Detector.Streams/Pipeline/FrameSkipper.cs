using System.IO.Hashing;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.Pipeline;

/// <summary>
/// Chooses which frames of each camera are scored, evenly by their own times: time is divided into stretches as long as one frame may
/// have, and the first frame of a stretch is taken. So neither the load nor how frames are read together decides. The consumer's; nothing
/// is allocated per frame.
/// </summary>
/// <param name="framesPerSecond">Frames a second of a camera that are scored at most.</param>
internal sealed class FrameSkipper(double framesPerSecond)
{
    // When there are more, all begin anew: at most one frame more of each is scored.
    private const int MostCameras = 10_000;

    private readonly Dictionary<(TopicPartition, ulong), long> _stretches = [];

    /// <summary>Frames that it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>How many of them were skipped.</summary>
    public long Skipped { get; private set; }

    public double FramesPerSecond => framesPerSecond;

    /// <summary>Whether the next frame is one that is not scored. One without a time is for others to judge.</summary>
    public bool Skips(in EventView message)
    {
        Seen++;
        if (EventTime.CheckTimestamp(message.TimestampMs, out _) != DecodeErrorKind.None)
        {
            return false;
        }

        long stretch = (long)Math.Floor(message.TimestampMs * framesPerSecond / 1000);
        (TopicPartition, ulong) camera = (message.Partition, XxHash3.HashToUInt64(message.Key));
        bool isKnown = _stretches.TryGetValue(camera, out long last);

        // Another, not a later one: a camera whose clock was set back must not be blind until it is as late again.
        if (isKnown && last == stretch)
        {
            Skipped++;
            return true;
        }

        if (!isKnown && _stretches.Count == MostCameras)
        {
            _stretches.Clear();
        }

        _stretches[camera] = stretch;
        return false;
    }
}
