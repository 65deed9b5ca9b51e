using System.Text;
using System.Text.Json.Nodes;

namespace Detector.Models.Tests.Bundles;

/// <summary>Every lie about every property of a JSON file: gone, null, of another type, huge, negative, no number, empty, twice.</summary>
internal static class JsonLies
{
    private const string Twin = "\u00a7"; // stands for nothing once the text is made, so that a name is there twice

    private static readonly string[] Values =
    [
        "null", "true", "\"text\"", "\"\"", "\"\\ud800\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "0", "-1", "-2147483648", "1e-300",
            "0.5", "2147483647", "2147483648",
        "9223372036854775807", "1e300", "-1e300", "[]", "{}", "[null]", "[[]]", "{\"a\":null}", "{\"a\":1e300}",
    ];

    /// <summary>What a lie is about, and the file with it.</summary>
    public static IEnumerable<(string Lie, byte[] Content)> Of(byte[] json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        foreach (string path in Paths(root, ""))
        {
            foreach (string value in Values)
            {
                yield return ($"{path} = {value}",
                    Bytes(root, path, (parent, key) =>
                        Set(parent, key, JsonNode.Parse("[" + value.Replace("\\ud800", "x") + "]")![0]?.DeepClone()), value));
            }

            yield return ($"{path} gone", Bytes(root, path, Remove));
            yield return ($"{path} twice", Bytes(root, path, Double));
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path) => node switch
    {
        // Of weights, which have dots in their names, one stands for all.
        JsonObject entries => entries.Where((entry, i) => i == 0 || !entry.Key.Contains('.'))
            .SelectMany(entry => Paths(entry.Value, $"{path}/{entry.Key}").Prepend($"{path}/{entry.Key}")),

        // The first and the last entry stand for all.
        JsonArray entries => new[] { 0, entries.Count - 1 }.Where(i => i >= 0 && i < entries.Count).Distinct()
            .SelectMany(i => Paths(entries[i], $"{path}/{i}").Prepend($"{path}/{i}")),
        _ => [],
    };

    private static byte[] Bytes(JsonNode root, string path, Action<JsonNode, string> change, string value = "")
    {
        JsonNode copy = root.DeepClone();
        string[] keys = path[1..].Split('/');
        JsonNode parent = keys[..^1].Aggregate(copy, (node, key) => node is JsonArray array ? array[int.Parse(key, null)]! : node[key]!);
        change(parent, keys[^1]);
        string text = copy.ToJsonString().Replace("\\u00A7", "", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(value.Contains("ud800", StringComparison.Ordinal)
            ? text.Replace("\"x\"", "\"\\ud800\"", StringComparison.Ordinal) : text);
    }

    private static void Set(JsonNode parent, string key, JsonNode? value)
    {
        if (parent is JsonArray array)
        {
            array[int.Parse(key, null)] = value;
        }
        else
        {
            parent[key] = value;
        }
    }

    private static void Remove(JsonNode parent, string key)
    {
        if (parent is JsonArray array)
        {
            array.RemoveAt(int.Parse(key, null));
        }
        else
        {
            ((JsonObject)parent).Remove(key);
        }
    }

    private static void Double(JsonNode parent, string key)
    {
        if (parent is JsonArray array)
        {
            array.Insert(0, array[int.Parse(key, null)]?.DeepClone());
        }
        else
        {
            parent[key + Twin] = parent[key]?.DeepClone();
        }
    }
}
