using Detector.Core.Sources;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;

namespace Detector.Retraining.History;

/// <summary>Leaves out what is no usual event, as the settings say, and counts it.</summary>
/// <param name="known">What is known of the events.</param>
/// <param name="confirmed">What becomes of confirmed anomalies.</param>
/// <param name="alerted">What becomes of events that were alerted.</param>
internal sealed class LeaveOut(KnownAnomalies known, AnomalyUse confirmed, AnomalyUse alerted)
{
    private const ulong Mix = 0x9E37_79B9_7F4A_7C15; // 2^64 by the golden ratio: neighbours fall far apart
    private const ulong Lighter = 10;

    /// <summary>Confirmed anomalies that were left out.</summary>
    public int Confirmed { get; private set; }

    /// <summary>Alerted events that were.</summary>
    public int Alerted { get; private set; }

    /// <summary>Whether an event is taken.</summary>
    /// <inheritdoc cref="KnownAnomalies.Of"/>
    public bool Takes(in EventView message, bool hasKey, ReadOnlySpan<byte> key, long timeMs)
    {
        AnomalySign sign = known.Of(message, hasKey, key, timeMs);
        AnomalyUse use = sign switch
        {
            AnomalySign.Confirmed => confirmed,
            AnomalySign.Alerted => alerted,
            _ => AnomalyUse.Keep,
        };
        if (use == AnomalyUse.Keep || (use == AnomalyUse.DownWeight && (((ulong)message.Offset * Mix) >> 32) % Lighter == 0))
        {
            return true;
        }

        Confirmed += sign == AnomalySign.Confirmed ? 1 : 0;
        Alerted += sign == AnomalySign.Alerted ? 1 : 0;
        return false;
    }
}
