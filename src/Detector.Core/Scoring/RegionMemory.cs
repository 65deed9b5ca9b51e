using System.IO.Hashing;
using Detector.Core.Batches;
using Detector.Core.Offsets;

namespace Detector.Core.Scoring;

/// <summary>
/// What each camera of a stream has lately, as one model sees it. Whoever scores frames in their order keeps it and notes with each event
/// what it was scored by; whoever scores some of them again goes by the notes. One thread; nothing is allocated per frame, but once a
/// minute.
/// </summary>
/// <param name="isKept">Whether frames come in their order.</param>
public sealed class RegionMemory(bool isKept)
{
    // 25 kB each; of more cameras those are forgotten that were silent for longest.
    private const int MostCameras = 1024;

    private readonly Dictionary<(TopicPartition, ulong), RegionBaseline> _cameras = [];
    private Batch? _batch;
    private BatchScores? _scores;
    private RegionBaseline? _camera;

    /// <summary>The batch that is scored next.</summary>
    public void Begin(Batch batch, BatchScores scores) => (_batch, _scores) = (batch, scores);

    /// <summary>Nothing is known of what is scored next.</summary>
    public void Leave() => (_batch, _scores) = (null, null);

    /// <summary>[cells] what a frame's camera has lately; null where that is not known.</summary>
    public float[]? Before(int index, int cells)
    {
        if (_batch is null)
        {
            return null;
        }

        if (isKept)
        {
            _camera = Camera(index, cells);
            _scores!.Baselines[index] = _camera.Medians;
        }

        return _scores!.Baselines[index];
    }

    /// <summary>What a frame had.</summary>
    public void After(int index, ReadOnlySpan<float> distances)
    {
        if (isKept && _batch is not null)
        {
            _camera!.Add(_batch.TimeMs(index), distances);
        }
    }

    private RegionBaseline Camera(int index, int cells)
    {
        (TopicPartition, ulong) name = (_batch!.Partition(index), XxHash3.HashToUInt64(_batch.Key(index)));
        if (!_cameras.TryGetValue(name, out RegionBaseline? camera))
        {
            if (_cameras.Count == MostCameras)
            {
                _cameras.Remove(_cameras.MinBy(of => of.Value.Latest).Key);
            }

            camera = _cameras[name] = new RegionBaseline(cells);
        }

        return camera;
    }
}
