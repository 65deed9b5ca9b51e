using System.Text.Json.Nodes;
using Detector.Hosting;
using Detector.Settings;
using Detector.Streams.Settings;
using Detector.TestKit;

namespace Detector.Tests.Hosting;

/// <summary>The settings that a training's process gets are those in force, every one of them.</summary>
public sealed class ThisProgramTests
{
    [Fact]
    public void Settings_go_there_and_back()
    {
        StreamSettings shipped = SettingsReader.Load(Path.Combine(Repository.Root, "appsettings.json")).Streams["transactions"];
        StreamSettings stream = shipped with
        {
            Source = shipped.Source with
            {
                Options = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "7" },
                Security = shipped.Source.Security with { Username = "u", Password = "p\"\n ü" },
            },
            Retraining = new()
            {
                Schedule = "0 3 * * *", Since = TimeSpan.FromMinutes(7.5), Promote = PromotionPolicy.Ask, HoldBack = 0.25,
            },
        };
        string line = ThisProgram.SettingsOf("models", "cards", stream);

        Assert.DoesNotContain('\n', line);
        DetectorSettings back = SettingsReader.Parse(line);
        Assert.Equal(Path.GetFullPath("models"), back.Registry);
        Assert.True(JsonNode.DeepEquals(SettingsJson.Of(stream), SettingsJson.Of(Assert.Single(back.Streams).Value)), line);
    }
}
