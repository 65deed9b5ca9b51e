namespace Detector.Data.Files;

/// <summary>Counts records that could not be decoded, and keeps the first few reasons.</summary>
public sealed class RejectedRows
{
    private const int Kept = 5;

    private readonly List<string> _reasons = [];

    public long Count { get; private set; }

    /// <summary>The first reasons, each with its file and line.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Counts the record that the reader read last.</summary>
    public void Add(DatasetReader reader)
    {
        if (Count++ < Kept)
        {
            _reasons.Add($"{reader.Place}: {reader.Reason()}");
        }
    }
}
