using System.Text;
using Detector.Core.Samples;

namespace Detector.Core.Tests.Samples;

public class WindowBufferTests
{
    private const int Steps = 4;

    [Fact]
    public void EveryEventEndsTheSequenceOfItsKey()
    {
        var random = new Random(3);
        var buffer = new WindowBuffer(Steps, 2);
        var history = new Dictionary<string, List<double[]>>();
        for (int i = 0; i < 500; i++)
        {
            string key = new[] { "", "a", "b",
                "ä long key with more than sixty-four characters, so that the room for it must grow" }[random.Next(4)];
            double[] row = [i, -i];
            List<double[]> rows = history.TryGetValue(key, out List<double[]>? known) ? known : history[key] = [];
            rows.Add(row);

            double[] window = buffer.Add(Encoding.UTF8.GetBytes(key), row).ToArray();

            double[] expected = [.. Enumerable.Range(rows.Count - Steps, Steps)
                .SelectMany(place => place < 0 ? [double.NaN, double.NaN] : rows[place])];
            Assert.Equal(expected, window);
        }
    }

    [Fact]
    public void AKnownKeyAllocatesNothing()
    {
        var buffer = new WindowBuffer(Steps, 2);
        buffer.Add("key"u8, [1, 2]);

        // What the runtime allocates for itself while it compiles the code once more comes on top now and then, what an event allocates
        // every time.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                buffer.Add("key"u8, [i, i]);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
