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
