using Detector.Kafka.Settings;

namespace Detector.Kafka.Tests.Settings;

public sealed class ClientCheckTests
{
    private static readonly SourceSettings Source = new() { Bootstrap = "127.0.0.1:1", Topics = ["a"] };
    private static readonly SinkSettings Sink = new() { Topic = "b" };

    [Fact]
    public void What_librdkafka_takes_is_fine()
    {
        Assert.Empty(ClientCheck.Problems("s", Source, Sink));
        Assert.Empty(ClientCheck.Problems(
            "s",
            Source with { Options = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "50", ["check.crcs"] = "true" } },
            Sink with { Options = new Dictionary<string, string> { ["linger.ms"] = "1.5", ["compression.type"] = "gzip" } }));
    }

    [Fact]
    public void Each_value_that_it_refuses_is_named_by_itself()
    {
        (string Path, string Message)[] problems =
        [
            .. ClientCheck.Problems(
                "s",
                Source with
                {
                    Options = new Dictionary<string, string>
                    {
                        ["fetch.max.bytes"] = "many", ["fetch.wait.max.ms"] = "-1",
                            ["check.crcs"] = "perhaps", ["no.such"] = "1", ["group.id"] = "x",
                    },
                },
                Sink with { Options = new Dictionary<string, string> { ["compression.type"] = "rar" } }),
        ];

        Assert.Equal(
            ["Alerts:Options:compression.type", "Source:Options:check.crcs",
                "Source:Options:fetch.max.bytes", "Source:Options:fetch.wait.max.ms"],
            problems.Select(problem => problem.Path).Order());
        Assert.All(
            problems, problem => Assert.Contains(problem.Path.Split(':')[2].Split('.')[0], problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_do_not_go_together_are_found()
    {
        (string path, string message) = Assert.Single(ClientCheck.Problems(
            "s", Source with { Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "5" } }, Sink));

        Assert.Equal("Source:Options", path);
        Assert.Contains("fetch.max.bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_none_is_found()
    {
        string file = Path.GetTempFileName();
        try
        {
            SecuritySettings security = new() { Protocol = SecurityProtocol.Ssl, CaLocation = file };

            Assert.Equal(
                ["Source:Security", "Alerts:Security"],
                ClientCheck.Problems("s", Source with { Security = security }, Sink).Select(problem => problem.Path));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
