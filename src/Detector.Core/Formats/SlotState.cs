namespace Detector.Core.Formats;

/// <summary>What became of a slot in the message at hand.</summary>
internal enum SlotState : byte
{
    Absent,
    Good,
    Null,
    Unparsable,
}
