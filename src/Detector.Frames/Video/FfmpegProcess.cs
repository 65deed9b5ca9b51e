using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Detector.Frames.Video;

/// <summary>
/// ffmpeg or ffprobe as a child process, read through a pipe. It ends with this process, however that ends: who writes into a pipe that
/// nobody reads is ended by the system.
/// </summary>
internal sealed partial class FfmpegProcess : IDisposable
{
    private const int Signal = 128;

    // In a session of its own the child is not told of Ctrl-C, which is this process's to obey.
    private const string OwnSession = "/usr/bin/setsid";

    private readonly Process _process;
    private readonly Task _errors;
    private readonly string _program;
    private volatile string _lastError = "";
    private int _errorCount;

    /// <param name="program">ffmpeg or ffprobe.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="VideoException">It is missing.</exception>
    public FfmpegProcess(string program, params IEnumerable<string> arguments)
    {
        bool isApart = File.Exists(OwnSession);
        _program = program;
        var start = new ProcessStartInfo(isApart ? OwnSession : program)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (string argument in isApart ? arguments.Prepend(PathOf(program)) : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw Missing(program);
        }

        _process.StandardInput.Close();
        Output = new BufferedStream(_process.StandardOutput.BaseStream);
        _errors = ReadErrorsAsync();
    }

    /// <summary>What it writes.</summary>
    public Stream Output { get; }

    /// <summary>What it complained of last; empty where it did not.</summary>
    public string LastError => _lastError;

    /// <summary>How often it complained.</summary>
    public int ErrorCount => Volatile.Read(ref _errorCount);

    /// <summary>The first two numbers of ffmpeg's version; large ones where it has none, as builds between two versions have.</summary>
    public static (int Major, int Minor) Version { get => field != default ? field : field = ReadVersion(); }

    /// <summary>Waits for its end, when it has written all.</summary>
    /// <param name="what">What it read, for the error.</param>
    /// <exception cref="VideoException">It failed, or was killed.</exception>
    public void CheckEnd(string what)
    {
        _process.WaitForExit();
        _errors.Wait();
        int code = _process.ExitCode;
        if (code != 0)
        {
            string said = LastError.Length > 0 ? LastError : $"it ended with {code} and said nothing";
            throw new VideoException(code > Signal && code < 255
                ? $"{what}: {_program} was ended by signal {code - Signal}{(LastError.Length > 0 ? $"; it said last: {LastError}" : "")}"
                : $"{what} cannot be read by {_program}: {said}");
        }
    }

    /// <summary>Ends it. Any thread.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static VideoException Missing(string program) => new($"{program} is missing, which reads videos and cameras: install it "
        + "(Debian, Ubuntu: apt-get install ffmpeg; Fedora: dnf install ffmpeg-free) where the PATH leads");

    private static string PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? throw Missing(program);

    private static (int Major, int Minor) ReadVersion()
    {
        using var ffmpeg = new FfmpegProcess("ffmpeg", "-version");
        using var reader = new StreamReader(ffmpeg.Output);
        Match match = VersionNumber().Match(reader.ReadToEnd());
        return match.Success
            ? (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : (int.MaxValue, 0);
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.Trim() is { Length: > 0 } text)
            {
                _lastError = text;
                Interlocked.Increment(ref _errorCount);
            }
        }
    }

    [GeneratedRegex(@"^ffmpeg version n?(\d+)\.(\d+)")]
    private static partial Regex VersionNumber();
}
