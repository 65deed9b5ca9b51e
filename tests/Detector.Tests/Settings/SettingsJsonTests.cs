using Detector.Core.Schemas;
using Detector.Kafka.Settings;
using Detector.Settings;
using Detector.TestKit;
using Microsoft.Extensions.Configuration;

namespace Detector.Tests.Settings;

public class SettingsJsonTests
{
    [Fact]
    public void Only_what_differs_from_the_defaults_is_written() =>
        Assert.Equal("""{ "Name": "x", "Kind": "Boolean" }""",
            SettingsJson.Text(SettingsJson.Of(new FieldSettings { Name = "x", Kind = FieldKind.Boolean }), 0));

    [Fact]
    public void What_is_written_reads_back_as_it_was()
    {
        var source = new SourceSettings
        {
            Bootstrap = "b:1",
            Topics = ["t", "u"],
            SessionTimeout = TimeSpan.FromSeconds(9.5),
            PrefetchMegabytes = 3,
            StartFrom = StartFrom.Latest,
            Options = new Dictionary<string, string> { ["fetch.max.bytes"] = "5" },
        };
        string json = $$"""{ "Source": {{SettingsJson.Text(SettingsJson.Of(source), 0)}} }""";
        using var file = new TemporaryFile("a.json", json);
        var errors = new List<SettingsError>();

        var read = new SettingsBinder(
            errors).Bind<SourceSettings>(new ConfigurationBuilder().AddJsonFile(file.Path).Build().GetSection("Source"));

        Assert.Empty(errors);
        Assert.Equal(source with { Topics = read.Topics, Options = read.Options, Security = read.Security }, read);
        Assert.Equal(source.Topics, read.Topics);
        Assert.Equal(source.Options, read.Options);
    }
}
