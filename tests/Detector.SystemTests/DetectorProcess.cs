using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Detector.TestKit;

namespace Detector.SystemTests;

/// <summary>The built program as a child process.</summary>
internal sealed partial class DetectorProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "detector.dll");

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private DetectorProcess(string directory, int port, IEnumerable<string> arguments)
    {
        Url = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true,
            RedirectStandardError = true, WorkingDirectory = directory };
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["Detector__Http__Port"] = port.ToString(null, null);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it answers HTTP.</summary>
    public string Url { get; }

    /// <summary>What it wrote to its output and error streams so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processes that it has started and that run.</summary>
    public IReadOnlyList<int> Children => HasExited ? [] : [.. Directory.EnumerateDirectories($"/proc/{_process.Id}/task")
        .SelectMany(task => ChildrenOf(task)).Distinct()];

    private static IEnumerable<int> ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, null));
        }
        catch (IOException)
        {
            return []; // a thread that has ended
        }
    }

    /// <summary>Starts a command that runs on, in a directory, with HTTP on a free port.</summary>
    public static DetectorProcess Start(string directory, params string[] arguments) => new(directory, FreePort.Next(), arguments);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string directory, params string[] arguments)
    {
        using DetectorProcess process = Start(directory, arguments);
        int exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output);
    }

    /// <summary>Runs a command to its end, with HTTP where another process has it.</summary>
    public static async Task<(int ExitCode, string Output)> RunBesideAsync(
        DetectorProcess other, string directory, params string[] arguments)
    {
        using var process = new DetectorProcess(directory, new Uri(other.Url).Port, arguments);
        int exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output);
    }

    /// <summary>Runs a command that has to work.</summary>
    public static async Task<string> SucceedAsync(string directory, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(directory, arguments);
        Assert.True(exitCode == 0, $"detector {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Waits until every stream is ready.</summary>
    public Task WaitUntilReadyAsync() => Eventually.TrueAsync(
        async () => await ReadyAsync() is HttpStatusCode.OK, Patience, () => $"the daemon did not become ready:\n{Output}");

    /// <summary>The status of <c>/readyz</c>; null where nothing answers.</summary>
    public async Task<HttpStatusCode?> ReadyAsync()
    {
        Assert.False(HasExited, $"the daemon ended:\n{Output}");
        try
        {
            using HttpResponseMessage answer = await Http.Client.GetAsync($"{Url}/readyz");
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What <c>/readyz</c> says, ready or not.</summary>
    public async Task<string> ReadinessAsync()
    {
        using HttpResponseMessage answer = await Http.Client.GetAsync($"{Url}/readyz");
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<string> GetAsync(string path) => await Http.Client.GetStringAsync(Url + path);

    /// <summary>SIGTERM, as systemd and Kubernetes send it.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, 15));

    /// <summary>SIGHUP, as systemd sends it for a reload.</summary>
    public void HangUp() => Assert.Equal(0, Kill(_process.Id, 1));

    /// <summary>
    /// Whether it has come to its command line, which is when it has said what is to happen at SIGTERM: by the kernel's account of its
    /// files.
    /// </summary>
    public bool ReadsItsCommandLine => File.ReadLines($"/proc/{_process.Id}/maps")
        .Any(line => line.EndsWith("/System.CommandLine.dll", StringComparison.Ordinal));

    /// <summary>SIGSTOP: it stands still.</summary>
    public void Pause() => Assert.Equal(0, Kill(_process.Id, 19));

    /// <summary>SIGCONT: it goes on.</summary>
    public void Resume() => Assert.Equal(0, Kill(_process.Id, 18));

    /// <summary>SIGKILL: no time for anything.</summary>
    public void KillNow() => _process.Kill();

    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the process did not end within {Patience}:\n{Output}");
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
