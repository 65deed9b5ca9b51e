using System.Diagnostics;

namespace Detector.TestKit;

/// <summary>Waits for what other threads or processes bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time (two minutes where nothing is said).</exception>
    public static async Task Holds(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > (timeout ?? TimeSpan.FromMinutes(2)))
            {
                throw new TimeoutException($"waited {clock.Elapsed.TotalSeconds:F0} s in vain: {what}");
            }

            await Task.Delay(Pause);
        }
    }
}
