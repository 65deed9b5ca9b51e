using Detector.Core.Sources;

namespace Detector.Tests.Streams.Poison;

/// <summary>A message as a topic may hold it.</summary>
internal sealed record PoisonMessage(byte[]? Payload)
{
    public byte[]? Key { get; init; } = "card-1"u8.ToArray();

    public long TimestampMs { get; init; } = 1_769_860_800_000;

    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];
}
