using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Detector.TestKit;

namespace Detector.Benchmarks.Line;

/// <summary>The program as a child process, watched through its own metrics.</summary>
internal sealed partial class Daemon : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly string _url;

    public Daemon(string directory, string settings)
    {
        int port = FreePort.Next();
        _url = $"http://127.0.0.1:{port}/metrics";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "detector.dll"), "run", "--config", settings])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
        };
        start.Environment["Detector__Http__Port"] = port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Memory in use now, bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Sum of a metric's samples; 0 where there is none yet.</summary>
    public async Task<double> ReadAsync(string metric)
    {
        try
        {
            string text = await _http.GetStringAsync(_url);
            return text.Split('\n')
                .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && (line[metric.Length] is ' ' or '{'))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return 0;
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Sends it a signal, by its number.</summary>
    public void Signal(int number)
    {
        if (Kill(_process.Id, number) != 0)
        {
            throw new InvalidOperationException($"the daemon could not be sent signal {number}");
        }
    }

    /// <summary>Its exit code, when it has ended.</summary>
    public async Task<int> ExitAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
