using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Settings;

/// <summary>Writes settings as people do: what differs from the defaults, short things on one line.</summary>
internal static class SettingsJson
{
    private const int LineWidth = 120;

    private static readonly JsonSerializerOptions Inline = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The settings of a record that differ from its defaults.</summary>
    public static JsonObject Of(object record)
    {
        object defaults = Activator.CreateInstance(record.GetType())!;
        var result = new JsonObject();
        foreach (PropertyInfo property in record.GetType().GetProperties().Where(p => p.SetMethod is not null))
        {
            JsonNode? node = Value(property.GetValue(record));
            if (!JsonNode.DeepEquals(node, Value(property.GetValue(defaults))))
            {
                result.Add(property.Name, node);
            }
        }

        return result;
    }

    /// <summary>The node's text; lines after the first are indented by <paramref name="indent"/> more characters.</summary>
    public static string Text(JsonNode? node, int indent)
    {
        string inline = InlineText(node);
        bool nested = node is JsonObject o
            ? o.Any(p => p.Value is JsonObject or JsonArray)
            : node is JsonArray a && a.Any(i => i is JsonObject);
        if (!nested && indent + inline.Length <= LineWidth)
        {
            return inline;
        }

        string inner = new(' ', indent + 2);
        string end = "\n" + new string(' ', indent);
        return node switch
        {
            JsonObject { Count: > 0 } all =>
                "{\n" + string.Join(",\n", all.Select(p => $"{inner}{Quoted(p.Key)}: {Text(p.Value, indent + 2)}")) + end + "}",
            JsonArray { Count: > 0 } all when nested =>
                "[\n" + string.Join(",\n", all.Select(item => inner + Text(item, indent + 2))) + end + "]",
            JsonArray { Count: > 0 } all => "[\n" + Wrapped([.. all.Select(InlineText)], inner) + end + "]",
            _ => inline,
        };
    }

    private static string InlineText(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } all => $"{{ {string.Join(", ", all.Select(p => $"{Quoted(p.Key)}: {InlineText(p.Value)}"))} }}",
        JsonArray { Count: > 0 } all => $"[{string.Join(", ", all.Select(InlineText))}]",
        null => "null",
        _ => node.ToJsonString(Inline),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Inline);

    // As many to a line as fit.
    private static string Wrapped(string[] items, string indent)
    {
        var lines = new List<string> { indent + items[0] };
        foreach (string item in items.Skip(1))
        {
            if (lines[^1].Length + item.Length + 3 <= LineWidth)
            {
                lines[^1] += ", " + item;
            }
            else
            {
                lines[^1] += ",";
                lines.Add(indent + item);
            }
        }

        return string.Join("\n", lines);
    }

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        string or bool or Enum => JsonValue.Create(value is bool flag ? flag : (object)value.ToString()!),
        TimeSpan span => Duration.Format(span),
        _ when ScalarParser.IsScalar(value.GetType()) => JsonSerializer.SerializeToNode(value),
        IDictionary map => new JsonObject(map.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, Value(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Value)]),
        _ => Of(value),
    };
}
