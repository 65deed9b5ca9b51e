using System.Diagnostics;
using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Detector.Kafka.Settings;

namespace Detector.Kafka.Tests.Clients;

public sealed class LibrdkafkaTests
{
    [Fact]
    public void TheLibraryIsTheOneBesideTheProgram()
    {
        using var broker = new InProcessBroker();

        Assert.Equal(AppContext.BaseDirectory, Assert.Single(DirectoriesOfMapped()));
    }

    [Fact]
    public void SoItIsWhereItIsAskedForItsVersionBeforeAClientIsMade()
    {
        Assert.Equal("events.dead-letters", new SinkSettings { Topic = "events" }.DeadLetters);
        Assert.True(Library.Version >= Librdkafka.Oldest);

        Assert.Equal(AppContext.BaseDirectory, Assert.Single(DirectoriesOfMapped()));
    }

    [Theory]
    [InlineData(nameof(TheLibraryIsTheOneBesideTheProgram))]
    [InlineData(nameof(SoItIsWhereItIsAskedForItsVersionBeforeAClientIsMade))]
    public void OneThatTheSystemFindsIsNotTaken(string test)
    {
        string decoys = Directory.CreateTempSubdirectory("detector-librdkafka-").FullName;
        try
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "centos8-librdkafka.so"), Path.Combine(decoys, "librdkafka.so"));

            // The loader looks at this variable when a process starts, so a test above runs once more, in a process of its own.
            var start = new ProcessStartInfo(Environment.ProcessPath!,
                ["-noLogo", "-noColor", "-method", $"{typeof(LibrdkafkaTests)}.{test}"])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["LD_LIBRARY_PATH"] = decoys;
            using Process again = Process.Start(start)!;
            string output = again.StandardOutput.ReadToEnd();
            again.WaitForExit();

            Assert.True(again.ExitCode == 0, output);
            Assert.Contains("Total: 1", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(decoys, recursive: true);
        }
    }

    [Theory]
    [InlineData(0x020002ff, "2.0.2")]
    [InlineData(0x020f00ff, "2.15.0")]
    public void OneThatIsTooOldIsRefused(int version, string text)
    {
        SourceFailedException error = Assert.Throws<SourceFailedException>(() =>
            Librdkafka.Check(version, text, "/usr/lib/librdkafka.so"));
        Assert.Equal($"librdkafka {text} (/usr/lib/librdkafka.so) is too old: the program needs 2.16.0 or newer, as it comes with it",
            error.Message);
    }

    [Theory]
    [InlineData(0x021000ff, "2.16.0")]
    [InlineData(0x03000001, "3.0.0-RC1")]
    public void OneThatIsNewEnoughIsTaken(int version, string text) => Librdkafka.Check(version, text, "librdkafka.so");

    private static IEnumerable<string> DirectoriesOfMapped() => File.ReadLines("/proc/self/maps")
        .Where(line => line.Contains("librdkafka", StringComparison.Ordinal))
        .Select(line => Path.GetDirectoryName(line[line.IndexOf('/')..]) + "/")
        .Distinct();
}
