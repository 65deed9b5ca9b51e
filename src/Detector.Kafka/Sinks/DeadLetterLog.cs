using Detector.Core.Formats;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sinks;

/// <summary>Says that messages became dead letters: the first at once, then once a minute how many, of each reason. Thread-safe.</summary>
internal sealed partial class DeadLetterLog(string stream, string topic, ILogger logger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly int[] _counts = new int[Enum.GetValues<DecodeErrorKind>().Length];
    private ITimer? _timer;
    private (string Topic, int Partition, long Offset) _last;

    /// <param name="kind">Why it could not be decoded.</param>
    /// <param name="source">Where it came from.</param>
    public void Add(DecodeErrorKind kind, string source, int partition, long offset)
    {
        lock (_gate)
        {
            _counts[(int)kind]++;
            _last = (source, partition, offset);
            if (_timer is null)
            {
                Say();
                _timer = time.CreateTimer(_ => OnMinute(), null, Interval, Interval);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Say();
            _timer?.Dispose();
        }
    }

    private void OnMinute()
    {
        lock (_gate)
        {
            if (!Say())
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private bool Say()
    {
        int sum = _counts.Sum();
        if (sum > 0)
        {
            string reasons = string.Join(", ", Enum.GetValues<DecodeErrorKind>()
                .Where(kind => _counts[(int)kind] > 0)
                .Select(kind => $"{_counts[(int)kind]} {kind.Label()}"));
            LogDeadLetters(logger, stream, sum, topic, reasons, _last.Topic, _last.Partition, _last.Offset);
            Array.Clear(_counts);
        }

        return sum > 0;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Stream {Stream}: {Count} messages could not be read and go to {Topic} "
            + "({Reasons}; the last: {Source}/{Partition} at {Offset})")]
    private static partial void LogDeadLetters(
        ILogger logger, string stream, int count, string topic, string reasons, string source, int partition, long offset);
}
