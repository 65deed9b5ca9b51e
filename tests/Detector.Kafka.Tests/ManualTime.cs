namespace Detector.Kafka.Tests;

/// <summary>A clock that moves when the test says so, and fires the timers that are due.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    public int Timers => _timers.Count;

    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (ManualTimer timer in _timers.ToArray())
        {
            timer.Fire(_now);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), _now + dueTime, period, _timers);
        _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(Action callback, TimeSpan due, TimeSpan period, List<ManualTimer> owner) : ITimer
    {
        private TimeSpan _due = due;

        public void Fire(TimeSpan now)
        {
            for (; _due <= now && owner.Contains(this); _due += period)
            {
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) => throw new NotSupportedException();

        public void Dispose() => owner.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
