namespace Detector.Core.State;

/// <summary>A message that carries one metric.</summary>
public readonly ref struct PivotMessage
{
    public required long Offset { get; init; }

    /// <summary>Its timestamp in Kafka, Unix milliseconds.</summary>
    public required long QueuedMs { get; init; }

    /// <summary>Its time, Unix milliseconds.</summary>
    public required long TimeMs { get; init; }

    public required ReadOnlySpan<byte> Key { get; init; }

    public required bool HasKey { get; init; }

    /// <summary>[2 or more] as it was decoded: which metric, and its value.</summary>
    public required ReadOnlySpan<double> Decoded { get; init; }

    /// <summary>Whether it is an anomaly by its label.</summary>
    public bool IsAnomaly { get; init; }

    /// <summary>The metric's token.</summary>
    internal double Metric => Decoded[0];

    internal double Value => Decoded[1];
}
