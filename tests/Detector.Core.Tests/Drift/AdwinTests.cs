using Detector.Core.Drift;
using Detector.TestKit;

namespace Detector.Core.Tests.Drift;

public class AdwinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ItDoesWhatAModelOfListsDoes(int seed)
    {
        var random = new Random(seed);
        var adwin = new Adwin(1e-4, 10);
        var model = new Lists(1e-4, 10);
        for (int i = 0; i < 6000; i++)
        {
            double number = random.NextDouble() + (i / 1500 % 2) + (i > 5000 ? 1e-3 * (i - 5000) : 0);
            adwin.Add(number);
            model.Add(number);
            if (i % 17 == 0)
            {
                Assert.Equal(model.Cut(), adwin.Cut());
                Assert.Equal((model.Count, Math.Round(model.Mean, 9)), (adwin.Count, Math.Round(adwin.Mean, 9)));
            }
        }

        Assert.True(adwin.Count < 3000, $"{adwin.Count}: it never cut");
    }

    [Fact]
    public void AShiftIsFoundSoonAndTheWindowIsWhatCameAfterIt()
    {
        var random = new Random(4);
        var adwin = new Adwin(1e-6, 8);
        int found = 0;
        for (int i = 0; i < 40_000 && found == 0; i++)
        {
            adwin.Add(random.NextDouble() + (i >= 30_000 ? 0.5 : 0));
            found = adwin.Cut() ? i : 0;
        }

        Assert.InRange(found, 30_000, 30_400);
        for (int i = 0; i < 5000; i++)
        {
            adwin.Add(random.NextDouble() + 0.5);
            adwin.Cut();
        }

        Assert.Equal(1, adwin.Mean, 0.02);
    }

    [Fact]
    public void ItsMemoryIsBoundedAndItAllocatesNothing()
    {
        var adwin = new Adwin(1e-6, 1);
        bool hasCut = false;
        Add(4_000_000);
        Assert.Equal(0, Allocation.Least(() => Add(600_000))); // in each of them the oldest 2^19 are forgotten
        Assert.False(hasCut);
        Assert.InRange(adwin.Count, 2_000_000, 6_000_000); // five buckets of 2^19 and what is below them
        Assert.Equal(0.5, adwin.Mean, 1e-6);

        void Add(int count)
        {
            for (int i = 0; i < count; i++)
            {
                adwin.Add(i & 1);
            }

            hasCut |= adwin.Cut();
        }
    }

    // The same buckets, each with its numbers.
    private sealed class Lists(double confidence, double range)
    {
        private readonly List<double[]> _buckets = [];

        public long Count => _buckets.Sum(bucket => bucket.Length);

        public double Mean => _buckets.SelectMany(bucket => bucket).Average();

        public void Add(double number)
        {
            _buckets.Add([number]);
            for (int size = 1; _buckets.Count(bucket => bucket.Length == size) > 5; size *= 2)
            {
                int first = _buckets.FindIndex(bucket => bucket.Length == size);
                _buckets[first] = [.. _buckets[first], .. _buckets[first + 1]];
                _buckets.RemoveAt(first + 1);
            }
        }

        public bool Cut()
        {
            bool hasCut = false;
            while (Count >= 64 && Enumerable.Range(1, _buckets.Count - 1).Any(IsCut))
            {
                hasCut = true;
                _buckets.RemoveAt(0);
            }

            return hasCut;
        }

        private bool IsCut(int at)
        {
            double[] all = [.. _buckets.SelectMany(bucket => bucket)];
            double[] old = [.. _buckets.Take(at).SelectMany(bucket => bucket)];
            double[] late = [.. _buckets.Skip(at).SelectMany(bucket => bucket)];
            if (old.Length < 32 || late.Length < 32)
            {
                return false;
            }

            double mean = all.Average();
            double variance = all.Average(number => (number - mean) * (number - mean));
            double log = Math.Log(2 * Math.Log(all.Length) / confidence);
            double m = 1 / ((1.0 / old.Length) + (1.0 / late.Length));
            return Math.Abs(old.Average() - late.Average()) > Math.Sqrt(2 / m * variance * log) + (2 / (3 * m) * log * range);
        }
    }
}
