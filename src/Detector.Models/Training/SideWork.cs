namespace Detector.Models.Training;

/// <summary>Work that is done at once, or meanwhile on a thread of its own.</summary>
internal sealed class SideWork<T> : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task<T> _work;

    /// <param name="isBeside">Whether it is done meanwhile.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="work">The work; it may be stopped earlier, where nobody waits for it any more.</param>
    public SideWork(bool isBeside, CancellationToken ct, Func<CancellationToken, T> work)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        CancellationToken stop = _stop.Token;
        _work = isBeside
            ? Task.Factory.StartNew(() => work(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.FromResult(work(stop));
    }

    /// <summary>What came of it, or the error that it ended with; waits for it.</summary>
    public T Result => _work.GetAwaiter().GetResult();

    /// <summary>Stops it and waits for its end.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _ = Task.WhenAny(_work).GetAwaiter().GetResult().Exception;
        _stop.Dispose();
    }
}
