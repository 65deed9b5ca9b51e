using System.Runtime.InteropServices;
using Detector.Streams.Settings;

namespace Detector.Retraining.Runs;

/// <summary>
/// What a training's process lays on itself, so that the daemon beside it keeps its cores and its memory. Where the system has none of it,
/// it is left out.
/// </summary>
public static partial class TrainerLimits
{
    private const int DataLimit = 2; // RLIMIT_DATA of Linux: private memory that can be written, mapped or not on the heap
    private const string OutOfMemoryScore = "/proc/self/oom_score_adj";

    /// <summary>The environment variable by which .NET's own memory is limited, as that has to be known when it starts.</summary>
    internal const string HeapLimitVariable = "DOTNET_GCHeapHardLimit";

    /// <summary>Lays them on this process.</summary>
    public static void Apply(RetrainingSettings settings)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _ = SetPriority(0, 0, settings.Nice);
        if (settings.Memory > 0)
        {
            ulong bytes = (ulong)settings.Memory << 20;
            _ = SetLimit(DataLimit, new Limit(bytes, bytes));
        }

        try
        {
            // Where the machine's memory is short all the same, the training goes first.
            File.WriteAllText(OutOfMemoryScore, "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The limit as .NET reads it.</summary>
    internal static string HeapLimit(RetrainingSettings settings) => ((long)settings.Memory << 20).ToString("X", null);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
