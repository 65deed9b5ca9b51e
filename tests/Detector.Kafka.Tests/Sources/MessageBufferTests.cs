using Confluent.Kafka;
using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Sources;

public sealed class MessageBufferTests
{
    private readonly MessageBuffer _buffer = new();

    [Fact]
    public void KeepsTheLastMessageAndTellsNullFromEmpty()
    {
        Assert.True(Take(new byte[5000]));
        Assert.Equal(5000, _buffer.Bytes.Length);
        Assert.True(Take([1, 2, 3]));
        Assert.Equal([1, 2, 3], _buffer.Bytes.ToArray());
        Assert.True(Take([]));
        Assert.Equal(0, _buffer.Bytes.Length);
        Assert.False(_buffer.Deserialize(default, isNull: true, SerializationContext.Empty));
        Assert.Equal(0, _buffer.Bytes.Length);
    }

    private bool Take(ReadOnlySpan<byte> message) => _buffer.Deserialize(message, isNull: false, SerializationContext.Empty);
}
