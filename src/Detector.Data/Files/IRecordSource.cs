namespace Detector.Data.Files;

/// <summary>What gives messages one after the other, as a topic would.</summary>
public interface IRecordSource : IDisposable
{
    /// <summary>Where the record read last stands, such as "cards.csv, line 17".</summary>
    string Place { get; }

    /// <summary>Share that was read, 0..1; NaN where nobody knows.</summary>
    double Fraction { get; }

    /// <summary>Whether it can be opened and read once more: files can, pipes cannot.</summary>
    bool IsLasting { get; }

    /// <summary>Whether the record read last is the last one and does not say that it ends there: it may have been cut.</summary>
    bool IsUnterminated { get; }

    /// <summary>
    /// When the record read last was taken, Unix milliseconds, of a video since its beginning; <see cref="long.MinValue"/> where the
    /// source does not know for sure.
    /// </summary>
    long TimeMs => long.MinValue;

    /// <summary>Takes the next record; it is valid until the next call.</summary>
    /// <exception cref="DataException">The source is damaged.</exception>
    bool TryRead(out ReadOnlySpan<byte> record);
}
