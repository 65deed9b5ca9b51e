using System.Diagnostics;

namespace Detector.SystemTests;

/// <summary>Looks again and again until something is so.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TimeoutException">It was not so in time.</exception>
    public static async Task TrueAsync(Func<Task<bool>> isSo, TimeSpan patience, Func<string> otherwise)
    {
        using var look = new PeriodicTimer(Interval);
        var clock = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (clock.Elapsed > patience)
            {
                throw new TimeoutException(otherwise());
            }

            await look.WaitForNextTickAsync();
        }
    }
}
