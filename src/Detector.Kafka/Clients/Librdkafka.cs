using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Detector.Core.Sources;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Clients;

/// <summary>
/// Sees to it that the client runs on the librdkafka that lies beside the program, whatever the system has. Left to itself it asks the
/// system first, and where Cyrus SASL is missing and librdkafka's development package is there, that gives an older one.
/// </summary>
internal static partial class Librdkafka
{
    /// <summary>2.16.0, the oldest that the product is tested with.</summary>
    public const int Oldest = 0x021000ff;

    // The second is the first without Kerberos, for systems without Cyrus SASL's library.
    private static readonly string[] Files = ["librdkafka.so", "centos8-librdkafka.so"];
    private static readonly Lazy<(nint Handle, string File)> Found = new(() => Find(AppContext.BaseDirectory));
    private static readonly Lazy<string> Checked = new(Check);
    private static int _isTold;

    /// <summary>
    /// Before any other code of this room: not only a client loads the library,
    /// but also whoever asks for its version or for an error's text.
    /// </summary>
#pragma warning disable CA2255 // the room is this program's own, no library for others
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Redirect()
    {
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);

        static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
            name.Contains("librdkafka", StringComparison.Ordinal) ? Found.Value.Handle : 0;
    }

    /// <summary>To be called before the first client is made; costs nothing after that.</summary>
    /// <param name="logger">Told once which librdkafka it is.</param>
    /// <exception cref="SourceFailedException">No usable librdkafka lies beside the program.</exception>
    public static void Use(ILogger? logger = null)
    {
        string file = Checked.Value;
        if (logger is not null && Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            LogLoaded(logger, Library.VersionString, file);
        }
    }

    /// <param name="version">In librdkafka's own form, such as 0x021000ff for 2.16.0.</param>
    /// <param name="text">The same for people.</param>
    /// <param name="file">Where it was loaded from.</param>
    /// <exception cref="SourceFailedException">It is too old.</exception>
    public static void Check(int version, string text, string file)
    {
        if (version < Oldest)
        {
            throw new SourceFailedException($"librdkafka {text} ({file}) is too old: "
                + "the program needs 2.16.0 or newer, as it comes with it");
        }
    }

    private static string Check()
    {
        string file = Found.Value.File;
        Check(Library.Version, Library.VersionString, file);
        return file;
    }

    private static (nint Handle, string File) Find(string directory)
    {
        string reason = "";
        foreach (string file in Files.Select(name => Path.Combine(directory, name)))
        {
            try
            {
                return (NativeLibrary.Load(file), file);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                reason = e.Message;
            }
        }

        throw new SourceFailedException($"no librdkafka beside the program can be loaded ({string.Join(", ", Files)}): {reason}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "librdkafka {Version} is {File}")]
    private static partial void LogLoaded(ILogger logger, string version, string file);
}
