using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Scoring;

namespace Detector.Streams.Shadow;

/// <summary>
/// A model that scores copies of a stream's batches on a thread of its own and alerts nothing. There is room for one batch: those that
/// come while it is scored are skipped, and so are full ones, as more events wait behind them than the line takes at once.
/// </summary>
internal sealed class ShadowRun : IDisposable
{
    private const int Free = 0;
    private const int Taken = 1;

    private readonly Func<IScorer> _make;
    private readonly double _threshold;
    private readonly WindowSettings _window;
    private readonly Batch _copy;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Thread _thread;
    private int _state = Taken; // until the model is made
    private int _servingAlerts;
    private ShadowCounts _counts = new(0, 0, 0, 0);
    private volatile bool _isEnding;

    /// <param name="make">Makes the model; on the thread that scores.</param>
    /// <param name="threshold">The score above which it would alert.</param>
    /// <param name="layout">What a raw row of the stream is made of.</param>
    /// <param name="window">What its samples are made of.</param>
    /// <param name="batchSize">Events in a full batch.</param>
    public ShadowRun(Func<IScorer> make, double threshold, SampleLayout layout, WindowSettings window, int batchSize)
    {
        (_make, _threshold, _window) = (make, threshold, window);
        _copy = new Batch(batchSize, layout.Over(window.Steps));
        _thread = new Thread(Score) { Name = "shadow", IsBackground = true, Priority = ThreadPriority.Lowest };
        _thread.Start();
    }

    /// <summary>Why it ended by itself; null where it has not.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether it would take the next batch.</summary>
    internal bool IsFree => Volatile.Read(ref _state) == Free;

    /// <summary>What it has done. Any thread.</summary>
    public ShadowCounts Counts => Volatile.Read(ref _counts);

    /// <summary>A batch was published; publisher thread.</summary>
    public void Offer(Batch batch, int alerts)
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (batch.Count == batch.Capacity || Interlocked.CompareExchange(ref _state, Taken, Free) != Free)
        {
            Count(counts => counts with { Skipped = counts.Skipped + batch.Count });
            return;
        }

        _copy.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            batch.CopySample(i, _window.Stride, _copy.NextRow);
            _copy.Add(batch.Partition(i), batch.Offset(i), batch.QueuedMs(i), batch.TimeMs(i), batch.Key(i), batch.HasKey(i));
        }

        _servingAlerts = alerts;
        _filled.Release();
    }

    /// <summary>Ends it, after the batch at hand. The publisher may offer one more, which is lost.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _filled.Release();
        _thread.Join();
    }

    private void Score()
    {
        try
        {
            using IScorer scorer = _make();
            var scores = new BatchScores(scorer.Capacity);
            Volatile.Write(ref _state, Free);
            while (true)
            {
                _filled.Wait();
                if (_isEnding)
                {
                    return;
                }

                scorer.Score(_copy, scores);
                int alerts = Above(scores.Score.AsSpan(0, _copy.Count), _threshold);
                Count(counts => counts with
                {
                    Scored = counts.Scored + _copy.Count,
                    Alerts = counts.Alerts + alerts,
                    ServingAlerts = counts.ServingAlerts + _servingAlerts,
                });
                Volatile.Write(ref _state, Free);
            }
        }
        catch (Exception error)
        {
            Error = error; // it stays taken: all is skipped
        }
    }

    /// <summary>Scores above a threshold.</summary>
    internal static int Above(ReadOnlySpan<float> scores, double threshold)
    {
        int above = 0;
        foreach (float score in scores)
        {
            above += score > threshold ? 1 : 0;
        }

        return above;
    }

    // Two threads count, a batch at a time.
    private void Count(Func<ShadowCounts, ShadowCounts> change)
    {
        ShadowCounts before;
        do
        {
            before = Volatile.Read(ref _counts);
        }
        while (Interlocked.CompareExchange(ref _counts, change(before), before) != before);
    }
}
