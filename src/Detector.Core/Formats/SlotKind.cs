namespace Detector.Core.Formats;

/// <summary>What a decoded value is for.</summary>
internal enum SlotKind : byte
{
    Number,
    SpelledNumber,
    Flag,
    Category,
    Instant,
    EventKey,
    EventTime,
}
