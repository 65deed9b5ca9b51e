using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Detector.TestKit;

/// <summary>
/// A real Apache Kafka for tests, of this process alone: started by the script <c>kafka-local</c> of KAFKA_HOME, else of ../shared/kafka
/// beside the repository, in a temporary directory and on free ports; else the running broker that KAFKA_BOOTSTRAP names.
/// </summary>
public sealed class RealKafka : IDisposable
{
    /// <summary>
    /// Settings with which groups of both protocols notice soon who is gone. With Kafka's own, each test of a group of the new protocol
    /// would wait: 5 s from one heartbeat to the next, 45 s for a member that is gone.
    /// </summary>
    public static readonly IReadOnlyList<string> QuickGroups =
    [
        "group.consumer.min.session.timeout.ms=1000",
        "group.consumer.session.timeout.ms=4000",
        "group.consumer.min.heartbeat.interval.ms=100",
        "group.consumer.heartbeat.interval.ms=500",

        // And a broker that was killed is let in again only when the controllers have given it up: after 6 s, as kafka-local starts it.
        "broker.session.timeout.ms=1500",
        "broker.heartbeat.interval.ms=300",
    ];

    private const string Security = "org.apache.kafka.common.security";

    /// <summary>
    /// Settings that let the user detector in by SCRAM-SHA-512 too, and give PLAIN and it passwords of their own, detector-plain and
    /// detector-512 (<see cref="AddScramSha512"/>): a client that takes another mechanism than it was told is refused.
    /// </summary>
    public static readonly IReadOnlyList<string> ScramSha512 =
    [
        "sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512,PLAIN",
        $"listener.name.secure.plain.sasl.jaas.config={Security}.plain.PlainLoginModule required user_detector=\"detector-plain\";",
        $"listener.name.secure.scram-sha-512.sasl.jaas.config={Security}.scram.ScramLoginModule required;",
    ];

    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(30);
    private readonly string? _script;
    private readonly string _directory = "";
    private readonly int _nodes;
    private readonly IReadOnlyList<string> _settings = [];

    private RealKafka(string bootstrap) => BootstrapServers = bootstrap;

    private RealKafka(string script, int nodes, bool secure, int? firstPort, IReadOnlyList<string> settings)
    {
        _script = script;
        _nodes = nodes;
        _settings = settings;
        _directory = Directory.CreateTempSubdirectory("detector-kafka-").FullName;
        int port = firstPort ?? FreePort.NextRow(10 * nodes);
        SecureBootstrapServers = $"127.0.0.1:{port + 2}";
        CaFile = Path.Combine(_directory, "tls", "ca.pem");
        try
        {
            BootstrapServers = FirstStart(
                ["start", "--nodes", $"{nodes}", "--port", $"{port}", .. secure ? ["--secure"] : Array.Empty<string>()]).Trim();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string BootstrapServers { get; }

    /// <summary>Where it speaks SASL over TLS, if asked to: user detector, password detector-secret.</summary>
    public string SecureBootstrapServers { get; } = "";

    /// <summary>The authority that signed its certificate.</summary>
    public string CaFile { get; } = "";

    /// <summary>Starts it; skips the running test where there is none.</summary>
    /// <param name="nodes">Brokers; with three, topics have three replicas and two must acknowledge.</param>
    /// <param name="secure">Also SASL over TLS.</param>
    /// <param name="port">The first node's port; where nothing is said, a free one.</param>
    /// <param name="settings">More lines of Kafka's server.properties.</param>
    public static RealKafka StartOrSkip(
        int nodes = 1, bool secure = false, int? port = null, IReadOnlyList<string>? settings = null)
    {
        string home = Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Repository.Root, "..", "shared", "kafka");
        string script = Path.GetFullPath(Path.Combine(home, "kafka-local"));
        if (File.Exists(script))
        {
            return new RealKafka(script, nodes, secure, port, settings ?? []);
        }

        string? running = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP");
        Assert.SkipWhen(string.IsNullOrEmpty(running),
            "no Apache Kafka here: KAFKA_HOME names no directory with kafka-local, and KAFKA_BOOTSTRAP no broker");
        Assert.SkipWhen(nodes > 1 || secure || port is not null,
            "this test starts and stops its own Apache Kafka: KAFKA_HOME names no directory with kafka-local");
        return new RealKafka(running);
    }

    /// <summary>Ends a node at once; nodes count from 1.</summary>
    public void Kill(int node = 1)
    {
        using Process? process = Find(node);
        Control("kill", node);
        if (process?.WaitForExit(KillTimeout) == false)
        {
            throw new TimeoutException($"Kafka's process {process.Id} did not end");
        }
    }

    /// <summary>Sets all nodes going again that a test has killed or paused.</summary>
    public void Restore()
    {
        for (int node = 1; node <= _nodes; node++)
        {
            using Process? process = Find(node);
            Control(process is null ? "node" : "resume", node);
        }
    }

    /// <summary>Starts a node again, with its data.</summary>
    public void Start(int node = 1) => Control("node", node);

    /// <summary>Stops a node from answering while its connections stay open.</summary>
    public void Pause(int node = 1) => Control("pause", node);

    public void Resume(int node = 1) => Control("resume", node);

    /// <summary>Gives the user detector a password for SCRAM-SHA-512, on a broker with <see cref="ScramSha512"/>.</summary>
    public void AddScramSha512() => Tool(
        "configs", "--alter", "--entity-type", "users", "--entity-name",
        "detector", "--add-config", "SCRAM-SHA-512=[password=detector-512]");

    /// <summary>Runs one of Kafka's own tools, such as console-consumer, and returns what it prints.</summary>
    public string Tool(string tool, params string[] arguments)
    {
        Assert.SkipWhen(_script is null, "this test uses Kafka's own tools: KAFKA_HOME names no directory with kafka-local");
        return Execute([tool, "--bootstrap-server", BootstrapServers, .. arguments]);
    }

    public void Dispose()
    {
        if (_script is not null && Directory.Exists(_directory))
        {
            if (File.Exists(Path.Combine(_directory, "cluster.env")))
            {
                Process?[] processes = [.. Enumerable.Range(1, _nodes).Select(Find)];
                Run(["stop"]);

                // One that does not stop in time is killed but not waited for, and would write where files are being deleted.
                foreach (Process? process in processes)
                {
                    process?.WaitForExit(KillTimeout);
                    process?.Dispose();
                }
            }

            Directory.Delete(_directory, recursive: true);
        }
    }

    private void Control(string command, int node)
    {
        Assert.SkipWhen(_script is null, "this test stops brokers: KAFKA_HOME names no directory with kafka-local");
        Run([command, $"{node}"]);
    }

    private Process? Find(int node)
    {
        try
        {
            return Process.GetProcessById(
                int.Parse(File.ReadAllText(Path.Combine(_directory, $"node{node}.pid")), CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is ArgumentException or FileNotFoundException)
        {
            return null; // it has ended, or was never started
        }
    }

    // The cluster's random id begins with a dash once in 64 times, which Kafka's tool takes for an option: then another id is drawn.
    private string FirstStart(string[] arguments)
    {
        for (int tries = 1; ; tries++)
        {
            WriteJava();
            try
            {
                return Run(arguments);
            }
            catch (InvalidOperationException failure) when (tries < 3
                && failure.Message.Contains("--cluster-id", StringComparison.Ordinal))
            {
                Directory.Delete(_directory, recursive: true);
            }
        }
    }

    // The script takes no settings, and to start a broker only to change them takes as long as to start it. So its Java is one that hands
    // them to the broker, behind those of the script.
    private void WriteJava()
    {
        string java = Path.Combine(_directory, "java", "bin", "java");
        Directory.CreateDirectory(Path.GetDirectoryName(java)!);
        string home = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } set ? $"{set}/bin/" : "";
        string settings = string.Concat(_settings.Select(setting => $" --override '{setting}'"));
        File.WriteAllText(java, $"""
            #!/bin/sh
            case "$*" in *" kafka.Kafka "*) set -- "$@"{settings} ;; esac
            exec {home}java "$@"
            """);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Run(IEnumerable<string> arguments)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return Execute([.. arguments, "--dir", _directory]);
            }
            catch (InvalidOperationException failure) when (tries < 3
                && failure.Message.Contains("did not answer within", StringComparison.Ordinal))
            {
                // Three nodes on a busy machine may take longer; the same command again finds them starting, and waits on.
            }
        }
    }

    private string Execute(IEnumerable<string> arguments)
    {
        // What the brokers say goes to files of their own: a pipe to this process would stay open as long as they live.
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_JIT"] =
            "1"; // a broker that lives for a minute is up sooner without the compiler for those that run for days
        start.Environment["JAVA_HOME"] = Path.Combine(_directory, "java");
        start.ArgumentList.Add(_script!);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"kafka-local {string.Join(' ', arguments)} failed: {error.Result}{output}");
    }
}
