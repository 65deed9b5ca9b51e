namespace Detector.Core.Samples;

/// <summary>Whose events make a sequence.</summary>
public enum SequenceOf
{
    /// <summary>Those with the same key.</summary>
    Key,

    /// <summary>All of a partition, or of a file.</summary>
    Partition,
}
