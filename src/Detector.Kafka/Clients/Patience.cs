namespace Detector.Kafka.Clients;

/// <summary>Waits for calls into the client that may never return.</summary>
internal static class Patience
{
    /// <summary>Runs something on a thread of its own and waits for its end.</summary>
    /// <returns>Whether it ended in time; where not, it goes on behind the caller's back.</returns>
    public static bool Suffices(Action work, TimeSpan time)
    {
        Task done = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([done], time) < 0)
        {
            return false;
        }

        done.GetAwaiter().GetResult();
        return true;
    }
}
