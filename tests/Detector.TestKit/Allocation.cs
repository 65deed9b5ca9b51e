namespace Detector.TestKit;

/// <summary>What code allocates on the thread that runs it.</summary>
public static class Allocation
{
    /// <summary>
    /// The least bytes of ten runs: what the runtime allocates for itself, while it compiles the code once more, comes on top of some;
    /// what the code allocates every time, of all.
    /// </summary>
    public static long Least(Action run) => Enumerable.Range(0, 10).Min(_ => Of(run));

    private static long Of(Action run)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
