namespace Detector.Core.Formats;

/// <summary>How many values of each field were missing or unreadable and had a stand-in. Not safe for several threads.</summary>
public sealed class StandInCounts(int fieldCount)
{
    private readonly long[] _counts = new long[fieldCount];
    private bool _any;

    /// <summary>[fields]; empty where there was none.</summary>
    public ReadOnlySpan<long> Counts => _any ? _counts : default;

    /// <summary>Counts what one message lacked.</summary>
    /// <param name="standIns">What <see cref="IMessageDecoder.StandIns"/> tells.</param>
    public void Add(ReadOnlySpan<DecodeResult> standIns)
    {
        foreach (DecodeResult standIn in standIns)
        {
            Add(standIn.Field);
        }
    }

    /// <summary>Counts a value of a field.</summary>
    public void Add(int field)
    {
        _counts[field]++;
        _any = true;
    }

    public void Clear()
    {
        if (_any)
        {
            _counts.AsSpan().Clear();
            _any = false;
        }
    }
}
