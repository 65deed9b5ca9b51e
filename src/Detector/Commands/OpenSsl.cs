using System.Runtime.InteropServices;

namespace Detector.Commands;

/// <summary>
/// The one library that .NET takes from the system and a bare one lacks: SHA-256, by which models and alerts are named, is OpenSSL's.
/// </summary>
internal static class OpenSsl
{
    private static readonly string[] Known = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>Asked before a command runs, as .NET ends the process where it is missing.</summary>
    /// <exception cref="CommandException">It is missing.</exception>
    public static void Require() => Require(Known);

    internal static void Require(string[] names)
    {
        if (OperatingSystem.IsLinux() && !names.Any(name => NativeLibrary.TryLoad(name, out _)))
        {
            throw new CommandException($"this system lacks OpenSSL ({names[0]}): "
                + "install it (apt-get install libssl3, dnf install openssl-libs)");
        }
    }
}
