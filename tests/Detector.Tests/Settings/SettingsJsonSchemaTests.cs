using System.ComponentModel.DataAnnotations;
using System.Reflection;
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
        Assert.Equal((1, 1024, 32),
            (categories["minimum"]!.GetValue<int>(), categories["maximum"]!.GetValue<int>(), categories["default"]!.GetValue<int>()));
        Assert.StartsWith("One-hot", categories["description"]!.GetValue<string>());
        Assert.Equal(["Numeric", "Categorical", "Boolean", "TimeOfDay", "TimeOfWeek", "Holiday"],
            field["properties"]!["Kind"]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Equal("5ms", stream["properties"]!["Batch"]!["properties"]!["Linger"]!["default"]!.GetValue<string>());
    }

    [Fact]
    public void Whatever_can_be_said_of_a_setting_is_said()
    {
        List<string> missing = [];
        Compare(typeof(DetectorSettings), Schema["properties"]!["Detector"]!, "Detector", missing);
        Compare(typeof(LoggingSettings), Schema["properties"]!["Logging"]!, "Logging", missing);
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Theory]
    [InlineData("Source:Topics:items:pattern", "^(?:(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249})$")]
    [InlineData("Model:Family:enum", """["dense","linear","conv","recurrent","masked","rbm","dbn","sparse-coding","som","ensemble"]""")]
    [InlineData("Model:Widths:items:minimum", "1")]
    [InlineData("Model:Threads:maximum", "256")]
    [InlineData("Alerts:Include:maxItems", "32")]
    [InlineData("Retraining:FirstModelEvents:anyOf", """[{"const":0},{"minimum":20,"maximum":100000000}]""")]
    public void Limits_of_a_stream_are_there(string path, string value)
    {
        JsonNode node = Schema["properties"]!["Detector"]!["properties"]!["Streams"]!["additionalProperties"]!;
        foreach ((int index, string name) in path.Split(':').Index())
        {
            node = (index < 2 ? node["properties"]! : node)[name]!;
        }

        Assert.Equal(value, node is JsonValue text && text.TryGetValue(out string? pattern) ? pattern : node.ToJsonString());
    }

    // Enums, ranges, patterns and lengths, by the records themselves.
    private static void Compare(Type type, JsonNode schema, string path, List<string> missing)
    {
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.SetMethod is not null))
        {
            JsonNode node = schema["properties"]![property.Name]!;
            string place = $"{path}:{property.Name}";
            ValidationAttribute[] rules = [.. property.GetCustomAttributes<ValidationAttribute>()
                .Where(rule => rule is not RequiredAttribute)];
            if (rules.Length > 0 && !Says(node, place.EndsWith(":Fields", StringComparison.Ordinal)))
            {
                missing.Add($"{place}: nothing says {rules[0].GetType().Name}");
            }

            Type? value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            (value, node) = Element(value, node);
            if (value.IsEnum && !Enum.GetNames(value)
                .SequenceEqual(node["enum"]?.AsArray().Where(n => n is not null).Select(n => n!.GetValue<string>()) ?? []))
            {
                missing.Add($"{place}: not the names of {value.Name}");
            }

            if (node["properties"] is not null)
            {
                Compare(value, node, place, missing);
            }
        }
    }

    // Of a list or an object with names of its own, what it holds.
    private static (Type, JsonNode) Element(Type type, JsonNode node) =>
        type != typeof(string) && type.IsGenericType
            ? (type.GetGenericArguments()[^1], node["items"] ?? node["additionalProperties"]!) : (type, node);

    private static bool Says(JsonNode node, bool isNeverMind)
    {
        string[] words = ["minimum", "maximum", "exclusiveMinimum", "pattern",
            "enum", "minLength", "minItems", "maxItems", "anyOf", "propertyNames"];
        return isNeverMind || words.Any(word => node[word] is not null || (node["items"] as JsonObject)?[word] is not null)
            || node["description"]!.GetValue<string>().Contains("It is between", StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_record_computes_is_no_setting()
    {
        JsonNode alerts = Schema["properties"]!["Detector"]!["properties"]!["Streams"]!["additionalProperties"]!["properties"]!["Alerts"]!;

        Assert.Equal(
            ["Bootstrap", "CreateTopics", "DeadLetterTopic", "Incident", "Include", "Options", "Pictures", "Policy", "Security", "Topic",
                "Webhook"],
            alerts["properties"]!.AsObject().Select(p => p.Key).Order());
    }
}
