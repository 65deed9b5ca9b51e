using Detector.Settings;
using Detector.TestKit;

namespace Detector.Tests.Settings;

public class MachineChecksTests
{
    [Theory]
    [InlineData(SettingsUse.Looking)]
    [InlineData(SettingsUse.Training, "Detector:Streams:s:Model:Device")]
    [InlineData(SettingsUse.Running, "Detector:Streams:s:Model:Device", "Detector:Http:Address")]
    internal void What_this_machine_lacks_is_an_error_where_it_is_needed(SettingsUse use, params string[] paths)
    {
        // An address for documentation, which no machine has.
        using var file = new TemporaryFile("settings.json", """
            { "Detector": { "Http": { "Address": "192.0.2.1" }, "Streams": { "s": {
              "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] }, "Alerts": { "Topic": "a" },
              "Schema": { "Fields": [ { "Name": "x" } ] },
              "Model": { "Device": "cuda:999" } } } } }
            """);

        Assert.Equal(paths, Errors(file.Path, use).Select(error => error.Path));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void A_machine_has_its_own_addresses(string address)
    {
        using var file = new TemporaryFile("settings.json", $$"""{ "Detector": { "Http": { "Address": "{{address}}" } } }""");

        Assert.Empty(Errors(file.Path, SettingsUse.Running));
    }

    [Theory]
    [InlineData("0123456789abcdef\n", null)]
    [InlineData("short", "holds no token: it must have 16 to 200 characters, not 5")]
    [InlineData("", "holds no token: it must have 16 to 200 characters, not 0")]
    [InlineData("0123456789 abcdef", "holds no token: it must be visible ASCII characters")]
    public void A_token_lies_in_its_file(string content, string? problem)
    {
        using var token = new TemporaryFile("token", content);
        using var file = new TemporaryFile("settings.json", $$"""{ "Detector": { "Http": { "TokenFile": "{{token.Path}}" } } }""");

        IReadOnlyList<SettingsError> errors = Errors(file.Path, SettingsUse.Running);

        Assert.Equal(problem is null ? [] : ["Detector:Http:TokenFile"], errors.Select(error => error.Path));
        Assert.All(errors, error => Assert.Contains(problem!, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/nowhere/token", "cannot be read")]
    [InlineData("/", "cannot be read: ")]
    [InlineData("/dev/zero", "holds no token")]
    public void A_file_that_holds_no_token_is_named(string path, string problem)
    {
        using var file = new TemporaryFile("settings.json", $$"""{ "Detector": { "Http": { "TokenFile": "{{path}}" } } }""");

        Assert.Contains($"'{path}' {problem}", Assert.Single(Errors(file.Path, SettingsUse.Running)).Message, StringComparison.Ordinal);
        Assert.Empty(Errors(file.Path, SettingsUse.Training));
    }

    [Fact]
    public void A_token_is_given_once()
    {
        using var file = new TemporaryFile("settings.json",
            """{ "Detector": { "Http": { "Token": "0123456789abcdef", "TokenFile": "/nowhere" } } }""");

        Assert.Equal("Detector:Http:TokenFile", Assert.Single(Errors(file.Path, SettingsUse.Running)).Path);
    }

    [Fact]
    public void A_device_is_told_beside_what_else_is_wrong_with_its_model()
    {
        using var file = new TemporaryFile("settings.json", """
            { "Detector": { "Streams": { "s": {
              "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] }, "Alerts": { "Topic": "a" },
              "Schema": { "Fields": [ { "Name": "x" } ] },
              "Model": { "Device": "cuda:999", "Threads": "many" } } } } }
            """);

        Assert.Equal(
            ["Detector:Streams:s:Model:Device", "Detector:Streams:s:Model:Threads"],
            Errors(file.Path, SettingsUse.Training).Select(error => error.Path).Order());
    }

    private static IReadOnlyList<SettingsError> Errors(string file, SettingsUse use)
    {
        try
        {
            SettingsReader.Load(file, use);
            return [];
        }
        catch (SettingsException e)
        {
            return e.Errors;
        }
    }
}
