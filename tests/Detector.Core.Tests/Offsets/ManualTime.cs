namespace Detector.Core.Tests.Offsets;

/// <summary>A clock that stands still; its timers fire when the test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly TaskCompletionSource<(TimerCallback Callback, TimeSpan Due)> _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a timer is made; its callback is the way to let it fire.</summary>
    public Task<(TimerCallback Callback, TimeSpan Due)> Timer => _timer.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timer.SetResult((callback, dueTime));
        return new Idle();
    }

    private sealed class Idle : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
