using Detector.Settings;
using Detector.TestKit;

namespace Detector.Tests.Settings;

public class ShippedSettingsTests
{
    [Fact]
    public void The_JSON_schema_beside_the_settings_is_the_one_that_the_program_prints()
    {
        string shipped = File.ReadAllText(Path.Combine(Repository.Root, "appsettings.schema.json"));

        Assert.True(shipped == SettingsJsonSchema.Text(),
            "appsettings.schema.json is out of date; run: ./run.sh config schema > appsettings.schema.json");
    }

    [Fact]
    public void The_page_of_every_setting_is_the_one_that_the_program_prints()
    {
        string shipped = File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md"));

        Assert.True(shipped == SettingsReference.Text(),
            "docs/settings.md is out of date; run: ./run.sh config schema --markdown > docs/settings.md");
        Assert.Contains("| `Port` | whole number, 0 to 65535 | `9464` |", shipped, StringComparison.Ordinal);
        Assert.Contains("\n## Detector:Streams:NAME:Source\n", shipped, StringComparison.Ordinal);
        Assert.Contains("| `Linger` | span of time | `", shipped, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_that_ship_are_sound() =>
        Assert.NotEmpty(SettingsReader.Load(Path.Combine(Repository.Root, "appsettings.json")).Streams);
}
