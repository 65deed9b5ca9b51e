using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Detector.TestKit;

namespace Detector.SystemTests.Deploy;

/// <summary>The unit that is shipped, judged by systemd's own tool; and what the daemon tells the systemd that has started it.</summary>
public sealed class SystemdTests(TrainedStream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("detector-systemd-");

    [Fact]
    public async Task TheUnitIsSoundAndLeavesLittleExposed()
    {
        Assert.SkipUnless(ChildProcess.IsInstalled("systemd-analyze"), "no systemd-analyze here");
        string unit = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "systemd", "detector.service"));
        string file = Path.Combine(_directory.FullName, "detector.service");
        await File.WriteAllTextAsync(file, unit.Replace("/usr/local/bin/detector ", "/bin/true ")); // which has to be there
        Assert.Empty(await ChildProcess.SucceedAsync("systemd-analyze", ["verify", file]));
        await ChildProcess.SucceedAsync("systemd-analyze", ["security", "--offline=true", "--threshold=20", file]); // 2.0 of 10
    }

    [Fact]
    public async Task TheDaemonTellsWhenItServesAndWhenItStops()
    {
        string path = Path.Combine(_directory.FullName, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        // Who its parent is, it learns from the parent's name.
        string parent = Path.Combine(_directory.FullName, "systemd");
        File.Copy("/bin/sh", parent);
        string settings = stream.SettingsFor("127.0.0.1:1", $"events-{Guid.NewGuid():N}");
        string program = Path.Combine(AppContext.BaseDirectory, "detector.dll");
        var start = new ProcessStartInfo(
            parent, ["-c", $"dotnet {program} run --config {settings} & trap 'kill $!' TERM; wait $!; wait $!"])
        {
            WorkingDirectory = stream.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NOTIFY_SOCKET"] = path;
        start.Environment["Detector__Http__Port"] = FreePort.Next().ToString(null, null);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await ToldAsync(socket, "READY=1");
            await ChildProcess.SucceedAsync("kill", ["-TERM", process.Id.ToString(null, null)]);
            await ToldAsync(socket, "STOPPING=1");
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", await output + await error); // its own form of lines
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task ToldAsync(Socket socket, string expected)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var buffer = new byte[1000];
        int length = await socket.ReceiveAsync(buffer, timeout.Token);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, length).TrimEnd());
    }
}
