using Detector.Settings;
using Detector.Streams.Settings;
using Detector.TestKit;

namespace Detector.Tests.Settings;

[Collection(ProcessState.Name)]
public class SettingsEnvironmentTests
{
    [Fact]
    public void The_environment_overrides_the_file_and_is_named_where_it_is_wrong()
    {
        using var file = new TemporaryFile("settings.json", """
            { "Detector": { "Streams": { "cards": {
              "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] }, "Alerts": { "Topic": "a" },
              "Schema": { "Fields": [ { "Name": "a" }, { "Name": "b" } ] },
              "Batch": { "Size": 12 } } } } }
            """);
        using var size = new EnvironmentVariable("Detector__Streams__cards__Batch__Size", "34");
        using (new EnvironmentVariable("Detector__Streams__cards__Schema__Fields__1__MaxCategories", "9"))
        {
            StreamSettings cards = SettingsReader.Load(file.Path).Streams["cards"];
            Assert.Equal(34, cards.Batch.Size);
            Assert.Equal(9, cards.Schema.Fields[1].MaxCategories);
        }

        using var linger = new EnvironmentVariable("Detector__Streams__cards__Batch__Linger", "soon");
        var error = Assert.Throws<SettingsException>(() => SettingsReader.Load(file.Path));
        Assert.EndsWith("(set by the environment variable Detector__Streams__cards__Batch__Linger)", Assert.Single(error.Errors).Message);
    }
}
