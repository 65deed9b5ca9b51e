using System.Text.Json.Nodes;

namespace Detector.Tests.Deploy;

/// <summary>The chart, rendered as Helm would.</summary>
internal static class Chart
{
    public static string Folder { get; } = Path.Combine(Shipped.Folder, "helm", "detector");

    /// <summary>The shipped values with some of a user's over them.</summary>
    public static JsonObject Values(string? json = null, string settings = "{}")
    {
        JsonObject values = Shipped.Yaml("helm", "detector", "values.yaml").AsObject();
        values["settings"] = settings;
        Merge(values, JsonNode.Parse(json ?? "{}")!.AsObject());
        return values;
    }

    /// <summary>The objects' YAML by kind, "Kind" or for a second of a kind "Kind/name".</summary>
    public static IReadOnlyDictionary<string, string> Render(JsonObject values)
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(Folder, "templates"), "*.yaml").Order()];
        Dictionary<string, ChartTemplate> defined =
            new(ChartTemplate.Parse(Shipped.Text("helm", "detector", "templates", "_helpers.tpl")).Definitions);
        JsonNode chart = Shipped.Yaml("helm", "detector", "Chart.yaml");
        var root = new JsonObject
        {
            ["Values"] = JsonNode.Parse(values.ToJsonString()),
            ["Release"] = JsonNode.Parse("""{ "Name": "cards", "Namespace": "fraud", "Service": "Helm" }"""),
            ["Chart"] = new JsonObject
            {
                ["Name"] = (string)chart["name"]!, ["Version"] = (string)chart["version"]!, ["AppVersion"] = (string)chart["appVersion"]!,
            },
        };
        var scope = new ChartScope(JsonNode.Parse(root.ToJsonString())!.AsObject(), Folder, defined);
        var objects = new Dictionary<string, string>();
        foreach (string file in files)
        {
            string yaml = ChartTemplate.Parse(File.ReadAllText(file)).Render(scope, JsonNode.Parse(root.ToJsonString()));
            if (Shipped.Parse(yaml) is { } document)
            {
                string kind = (string)document["kind"]!;
                objects.Add(objects.ContainsKey(kind) ? $"{kind}/{document["metadata"]!["name"]}" : kind, yaml);
            }
        }

        return objects;
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string key, JsonNode? value) in from)
        {
            if (into[key] is JsonObject below && value is JsonObject more)
            {
                Merge(below, more);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }
}
