using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;

namespace Detector.Core.Tests.Batches;

public sealed class BatchTests
{
    [Fact]
    public void AnEmptyKeyIsAKeyAlsoInABatchThatIsUsedAgain()
    {
        var batch = new Batch(3, 1);
        foreach (bool isTurned in new[] { false, true })
        {
            batch.Add(new(0, 0), 0, 0, 0, [], !isTurned);
            batch.Add(new(0, 0), 1, 0, 0, [0xFF, 0], true);
            batch.Add(new(0, 0), 2, 0, 0, [], isTurned);
            Assert.Equal([!isTurned, true, isTurned], Enumerable.Range(0, 3).Select(batch.HasKey));
            Assert.Equal([0xFF, 0], batch.Key(1).ToArray());
            Assert.Equal(0, batch.Key(0).Length + batch.Key(2).Length);
            batch.Clear();
        }
    }

    [Fact]
    public void APixelTakesAByte()
    {
        var frame = new SampleLayout(3, 480, 640);
        var batch = new Batch(4, frame);
        byte[] pixels = [.. Enumerable.Range(0, frame.Width).Select(i => (byte)i)];
        new ReadOnlyRowSpan(pixels).CopyTo(batch.NextRow);
        batch.Add(new(0, 0), 0, 0, 0, []);

        Assert.Equal(4 * frame.Width, batch.Rows.Pixels.Length);
        Assert.True(batch.Rows.Numbers.IsEmpty);
        Assert.True(batch.Row(0).Pixels.SequenceEqual(pixels));
        Assert.Equal(7 / 255.0, batch.Row(0)[7]);
    }

    [Fact]
    public void MessagesThatAreKeptAreTheirEventsOwnAlsoInABatchThatIsUsedAgain()
    {
        var batch = new Batch(3, 1);
        foreach (byte first in new byte[] { 1, 101 })
        {
            for (byte i = 0; i < 3; i++)
            {
                batch.Add(new(0, 0), i, 0, 0, [i]);
                batch.KeepPayload(Enumerable.Repeat((byte)(first + i), 5000 * i).ToArray());
            }

            Assert.Equal([0, 5000, 10_000], Enumerable.Range(0, 3).Select(i => batch.Payload(i).Length));
            Assert.Equal((first + 1, first + 2), (batch.Payload(1)[4999], batch.Payload(2)[0]));
            Assert.Equal([2], batch.Key(2).ToArray());
            batch.Clear();
        }
    }

    [Fact]
    public void LargeMessagesMakeSmallBatches()
    {
        var batch = new Batch(1000, 1);
        byte[] large = new byte[1_000_000];
        while (!batch.IsFull)
        {
            batch.Add(new(0, 0), 0, 0, 0, []);
            batch.KeepPayload(large);
        }

        Assert.Equal(9, batch.Count); // 8 MiB
        batch.Clear();
        Assert.False(batch.IsFull);
        while (!batch.IsFull)
        {
            batch.Add(new(0, 0), 0, 0, 0, large);
        }

        Assert.Equal(9, batch.Count);
    }
}
