using System.Text.Json.Nodes;
using Detector.Settings;

namespace Detector.Tests.Settings;

public class SettingsJsonSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(SettingsJsonSchema.Text())!;

    [Fact]
    public void Records_become_closed_objects_with_descriptions_ranges_and_defaults()
    {
        JsonNode stream = Schema["properties"]!["Detector"]!["properties"]!["Streams"]!["additionalProperties"]!;
        JsonNode field = stream["properties"]!["Schema"]!["properties"]!["Fields"]!["items"]!;
        JsonNode categories = field["properties"]!["MaxCategories"]!;

        Assert.False(stream["additionalProperties"]!.GetValue<bool>());
        Assert.False(field["additionalProperties"]!.GetValue<bool>());
        Assert.Equal((1, 1024, 32), (categories["minimum"]!.GetValue<int>(), categories["maximum"]!.GetValue<int>(), categories["default"]!.GetValue<int>()));
        Assert.StartsWith("One-hot", categories["description"]!.GetValue<string>());
        Assert.Equal(["Numeric", "Categorical", "Boolean", "TimeOfDay", "TimeOfWeek"], field["properties"]!["Kind"]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal("5ms", stream["properties"]!["Batch"]!["properties"]!["Linger"]!["default"]!.GetValue<string>());
    }

    [Fact]
    public void What_a_record_computes_is_no_setting()
    {
        JsonNode alerts = Schema["properties"]!["Detector"]!["properties"]!["Streams"]!["additionalProperties"]!["properties"]!["Alerts"]!;

        Assert.Equal(
            ["Bootstrap", "CreateTopics", "DeadLetterTopic", "Options", "Policy", "Security", "Topic"],
            alerts["properties"]!.AsObject().Select(p => p.Key).Order());
    }
}
