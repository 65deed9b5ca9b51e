using System.Globalization;
using System.Text.Json;

namespace Detector.Core.Tests.Formats;

/// <summary>
/// What a JSON message says, by the framework's reader: the raw value (a number's or literal's text, a string's text, "{" or "[") at
/// each dotted path, the last one where a path comes twice.
/// </summary>
internal static class JsonModel
{
    /// <summary>
    /// Null where the message must be refused: it is no valid JSON object, or a string that is looked for is not valid text.
    /// </summary>
    public static Dictionary<string, (JsonTokenType Type, string Text)>? Read(byte[] json, IReadOnlyCollection<string> wanted)
    {
        var values = new Dictionary<string, (JsonTokenType, string)>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            Object(ref reader, "", values, wanted);
            return reader.Read() ? null : values;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static double? Number((JsonTokenType Type, string Text) value)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isText = value.Type is JsonTokenType.Number or JsonTokenType.String && !value.Text.Contains('\0', StringComparison.Ordinal);
        return isText && double.TryParse(value.Text.Trim(' '), Styles, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null;
    }

    private static void Object(
        ref Utf8JsonReader reader, string path, Dictionary<string, (JsonTokenType, string)> values, IReadOnlyCollection<string> wanted)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name;
            try
            {
                name = reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                name = "\uFFFF";
            }

            reader.Read();
            Value(ref reader, path + name, values, wanted);
        }
    }

    private static void Value(
        ref Utf8JsonReader reader, string path, Dictionary<string, (JsonTokenType, string)> values, IReadOnlyCollection<string> wanted)
    {
        if (wanted.Contains(path))
        {
            string text = reader.TokenType == JsonTokenType.String ? reader.GetString()!
                : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            values[path] = (reader.TokenType, text);
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Object(ref reader, path + ".", values, wanted);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Value(ref reader, $"{path}.{i}", values, wanted);
            }
        }
    }
}
