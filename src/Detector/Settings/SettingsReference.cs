using System.Text;
using System.Text.Json.Nodes;

namespace Detector.Settings;

/// <summary>A page with every setting, its default and its limits, made of the JSON schema.</summary>
internal static class SettingsReference
{
    private const string Head = """
        # Every setting

        Made by `detector config schema --markdown` of the schema that the settings are checked by; what they are for is said in
        [configuration](configuration.md), [thresholds](thresholds.md), [models](models.md) and [http](http.md). In the environment a
        setting has `__` for each `:`, such as `Detector__Http__Port`. `NAME` is a name of yours, `0` a place in a list.

        """;

    public static string Text()
    {
        JsonNode root = JsonNode.Parse(SettingsJsonSchema.Text())!;
        var page = new StringBuilder(Head);
        AddSection(page, root, root, "");
        return page.ToString();
    }

    private static void AddSection(StringBuilder page, JsonNode root, JsonNode schema, string path)
    {
        var below = new List<(string Path, JsonNode Schema)>();
        var rows = new StringBuilder();
        foreach ((string name, JsonNode? node) in schema["properties"]!.AsObject().Where(pair => pair.Key != "$schema"))
        {
            string own = path.Length == 0 ? name : $"{path}:{name}";
            JsonNode property = Resolved(root, node!);
            (JsonNode part, string to) = IsObject(property) ? (property, own)
                : property["additionalProperties"] is JsonObject map ? (Resolved(root, map), own + ":NAME")
                : property["items"] is JsonObject list ? (Resolved(root, list), own + ":0")
                : (property, own);
            if (IsObject(part))
            {
                below.Add((to, part));
            }

            if (!IsObject(property))
            {
                string what = ((string?)property["description"] ?? "").Replace("|", "\\|", StringComparison.Ordinal);
                rows.Append($"| `{name}` | {Kind(root, property)} | {Default(property)} | {what} |\n");
            }
        }

        if (rows.Length > 0)
        {
            page.Append($"\n## {path}\n\n| setting | kind | default | what |\n|---|---|---|---|\n").Append(rows);
        }

        foreach ((string to, JsonNode part) in below)
        {
            AddSection(page, root, part, to);
        }
    }

    private static bool IsObject(JsonNode schema) => schema["properties"] is not null;

    private static JsonNode Resolved(JsonNode root, JsonNode schema) =>
        (string?)schema["$ref"] is not { } pointer ? schema
        : pointer.Split('/').Skip(1).Aggregate(root, (node, name) => node is JsonArray list ? list[int.Parse(name, null)]! : node[name]!);

    private static string Default(JsonNode schema) => schema["default"] switch
    {
        null => "",
        JsonArray list => $"`{string.Join(", ", list.Select(item => item!.ToString()))}`",
        { } value => $"`{value}`",
    };

    private static string Kind(JsonNode root, JsonNode schema)
    {
        string[] types = [.. schema["type"] switch
        {
            JsonArray several => several.Select(type => (string)type!),
            { } one => [(string)one!],
            null => [],
        }];
        return schema["enum"] is JsonArray words ? string.Join(", ", words.Where(word => word is not null).Select(word => $"`{word}`"))
            : types.Contains("array") ? "list" + Of(root, schema["items"])
            : types.Contains("object") ? "by name" + Of(root, schema["additionalProperties"])
            : types.Contains("boolean") ? "true or false"
            : types.Contains("integer") ? "whole number" + Limits(schema)
            : types.Contains("number") ? "number" + Limits(schema)
            : ((string?)schema["pattern"])?.Contains("ms|s|m", StringComparison.Ordinal) == true ? "span of time"
            : "text";
    }

    private static string Of(JsonNode root, JsonNode? items) =>
        items is not JsonObject || IsObject(Resolved(root, items)) ? "" : " of: " + Kind(root, Resolved(root, items));

    private static string Limits(JsonNode schema) => (
        schema["minimum"], schema["exclusiveMinimum"], schema["maximum"], schema["exclusiveMaximum"]) switch
    {
        ({ } least, _, { } most, _) => $", {least} to {most}",
        ({ } least, _, _, _) => $", at least {least}",
        (_, { } over, { } most, _) => $", above {over}, at most {most}",
        (_, { } over, _, { } under) => $", above {over} and below {under}",
        (_, { } over, _, _) => $", above {over}",
        (_, _, { } most, _) => $", at most {most}",
        _ => "",
    };
}
