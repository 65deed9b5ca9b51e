namespace Detector.Data.Files;

/// <summary>What gives messages one after the other, as a topic would.</summary>
public interface IRecordSource : IDisposable
{
    /// <summary>Where the record read last stands, such as "cards.csv, line 17".</summary>
    string Place { get; }

    /// <summary>Share that was read, 0..1.</summary>
    double Fraction { get; }

    /// <summary>Takes the next record; it is valid until the next call.</summary>
    /// <exception cref="DataException">The source is damaged.</exception>
    bool TryRead(out ReadOnlySpan<byte> record);
}
