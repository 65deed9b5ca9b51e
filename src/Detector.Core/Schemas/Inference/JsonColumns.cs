using System.Text;
using System.Text.Json;

namespace Detector.Core.Schemas.Inference;

/// <summary>Walks a JSON object and reports each plain value with its dotted path, and whether it is a text.</summary>
internal static class JsonColumns
{
    // A longer array is data of its own (an image, a curve), not a list of columns.
    private const int MaxElements = 256;

    /// <exception cref="JsonException">The text is not one JSON object.</exception>
    public static void Read(ReadOnlyMemory<byte> json, Action<string, ReadOnlySpan<byte>, bool> observe)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("it is not a JSON object");
        }

        Walk(document.RootElement, "", 1, observe);
    }

    private static void Walk(JsonElement element, string path, int parts, Action<string, ReadOnlySpan<byte>, bool> observe)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when parts <= SchemaCheck.MaxPathSegments:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    int dots = member.Name.Count(c => c == '.');
                    Walk(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", parts + 1 + dots, observe);
                }

                break;
            case JsonValueKind.Array when parts <= SchemaCheck.MaxPathSegments && element.GetArrayLength() <= MaxElements:
                for (int i = 0; i < element.GetArrayLength(); i++)
                {
                    Walk(element[i], $"{path}.{i}", parts + 1, observe);
                }

                break;
            case JsonValueKind.String when parts <= SchemaCheck.MaxPathSegments + 1:
                observe(path, Encoding.UTF8.GetBytes(element.GetString()!), true);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when parts <= SchemaCheck.MaxPathSegments + 1:
                observe(path, Encoding.UTF8.GetBytes(element.GetRawText()), false);
                break;
        }
    }
}
