using System.Collections.Concurrent;

namespace Detector.Streams.Supervision;

/// <summary>The one thread on which the models of all streams are made: Torch keeps memory for every thread that has scored.</summary>
internal static class ModelThread
{
    private static readonly BlockingCollection<Task> Work = new();

    static ModelThread() => new Thread(Loop) { Name = "models", IsBackground = true }.Start();

    /// <summary>Runs something there and waits for what it gives or throws.</summary>
    public static T Run<T>(Func<T> make)
    {
        var task = new Task<T>(make);
        Work.Add(task);
        return task.GetAwaiter().GetResult();
    }

    private static void Loop()
    {
        foreach (Task task in Work.GetConsumingEnumerable())
        {
            task.RunSynchronously();
        }
    }
}
