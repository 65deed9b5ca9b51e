namespace Compat.Tests.TorchSharp;

// Waits where it stands: an await would let the test go on, and close what it opened, on another thread than it began on.
internal static class OwnThread
{
    public static T Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    public static void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });
}
