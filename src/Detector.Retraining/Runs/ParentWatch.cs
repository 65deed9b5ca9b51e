using System.Diagnostics;

namespace Detector.Retraining.Runs;

/// <summary>
/// Ends this process with the one that started it, however that ends: the other end of the standard input is closed then. Nothing is
/// asked, as code of the training may be anywhere.
/// </summary>
public static class ParentWatch
{
    /// <summary>Watches from now on.</summary>
    public static void Start(TextReader input)
    {
        var thread = new Thread(() =>
        {
            while (input.ReadLine() is not null)
            {
            }

            using Process self = Process.GetCurrentProcess();
            self.Kill();
        })
        {
            Name = "parent",
            IsBackground = true,
        };
        thread.Start();
    }
}
