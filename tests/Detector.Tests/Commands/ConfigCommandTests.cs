using System.Text.Json.Nodes;
using Detector.TestKit;

namespace Detector.Tests.Commands;

public class ConfigCommandTests
{
    [Fact]
    public async Task Check_prints_every_error_and_fails()
    {
        using var file = new TemporaryFile("a.json", """{ "Detector": { "Registri": "x", "Streams": { "s": { "Schema": {} } } } }""");

        (int code, string output, string error) = await Cli.RunAsync("config", "check", "--config", file.Path);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("  Detector:Registri: unknown key; did you mean Registry?\n", error);
        Assert.Contains("  Detector:Streams:s:Schema:Fields: ", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task Schema_prints_the_JSON_schema()
    {
        (int code, string output, _) = await Cli.RunAsync("config", "schema");

        Assert.Equal(0, code);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonNode.Parse(output)!["$schema"]!.GetValue<string>());
    }
}
