namespace Detector.Core.Formats;

/// <summary>What a decoded value is for.</summary>
internal enum SlotKind : byte
{
    Number,
    Flag,
    Category,
    Instant,
    EventKey,
    EventTime,
}
