using System.Runtime.InteropServices;

namespace Detector.Models.Torch;

/// <summary>TorchSharp's native library, which not every system can load.</summary>
public static partial class TorchLibrary
{
    private static readonly Lazy<nint> Loaded = new(Open);

    /// <summary>
    /// Loads it beside the program. Asked before Torch is used for the first time, as TorchSharp itself answers with a stack trace that
    /// says little. libtorch takes its time, but only the first time.
    /// </summary>
    /// <exception cref="TorchLibraryException">It does not load; the message says why and what helps.</exception>
    public static void Load() => _ = Loaded.Value;

    private static nint Open()
    {
        // The matrix products of Intel's MKL, on which libtorch builds, round a row by its place
        // among the others unless they are asked not to before the first of them (oneMKL Developer
        // Guide, "Conditional Numerical Reproducibility"). It costs nothing that could be measured.
        _ = SetEnvironment("MKL_CBWR", "AUTO,STRICT", 0);
        string path = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The dynamic linker's own words are the last line, behind .NET's advice about strace.
            string reason = e.Message.TrimEnd().Split('\n')[^1].TrimEnd('.');
            throw new TorchLibraryException($"Torch cannot be used here, as its library does not load ({reason}); {WayOut(reason)}.");
        }
    }

    // .NET's own does not reach native code.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static string WayOut(string reason) =>
        reason.Contains("GLIBCXX_3.4.32", StringComparison.Ordinal)
            ? "this program was built on a newer system: build it on this one, or on the oldest that it shall run on"
        : reason.Contains("GLIBC", StringComparison.Ordinal) || reason.Contains("CXXABI", StringComparison.Ordinal)
            ? "Detector needs a newer system, such as Debian 12 or Ubuntu 22.04"
        : reason.Contains("musl", StringComparison.Ordinal) || reason.Contains("ld-linux", StringComparison.Ordinal)
            ? "Detector needs a Linux with glibc, such as Debian 12 or Ubuntu 22.04"
        : "install Detector again, on an x64 Linux such as Debian 12 or Ubuntu 22.04 or newer";
}
