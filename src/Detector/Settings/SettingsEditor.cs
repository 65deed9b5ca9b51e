using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Settings;

/// <summary>Puts a stream's section into the text of a settings file; everything else, comments included, stays as it is.</summary>
internal static class SettingsEditor
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether the text has the stream.</summary>
    public static bool HasStream(string text, string name) => Find(Encoding.UTF8.GetBytes(text), Path(name)).Depth == 3;

    /// <summary>The text with the stream's section added, or put in the old one's place.</summary>
    /// <param name="text">A settings file that is valid JSON.</param>
    /// <param name="name">The stream.</param>
    /// <param name="section">Its settings.</param>
    public static string WithStream(string text, string name, JsonObject section)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        string[] path = Path(name);
        Place place = Find(utf8, path);
        JsonNode value = section;
        for (int i = path.Length - 1; i > place.Depth; i--)
        {
            value = new JsonObject { [path[i]] = value };
        }

        return place.Depth == path.Length ? Splice(utf8, place.Start, place.End, SettingsJson.Text(value, 2 * place.Depth))
            : utf8[place.Start] == '{' ? WithProperty(utf8, place, path[place.Depth], value)
            : Splice(utf8, place.Start, place.End, SettingsJson.Text(new JsonObject { [path[place.Depth]] = value }, 2 * place.Depth));
    }

    private static string[] Path(string name) => [DetectorSettings.Section, "Streams", name];

    // As the object's last property, after any comment that is there.
    private static string WithProperty(byte[] utf8, Place place, string name, JsonNode value)
    {
        int indent = 2 * (place.Depth + 1);
        string tail = Encoding.UTF8.GetString(utf8.AsSpan(place.LastEnd, place.End - 1 - place.LastEnd)).TrimEnd();
        string comma = place.LastEnd == place.Start + 1 || HasComma(tail) ? "" : ",";
        string property = $"\n{new string(' ', indent)}{JsonSerializer.Serialize(name)}: {SettingsJson.Text(value, indent)}";
        return Splice(utf8, place.LastEnd, place.End - 1, $"{comma}{tail}{property}\n{new string(' ', indent - 2)}");
    }

    /// <summary>Whether the text between an object's last value and its end, blanks and comments, has a comma.</summary>
    private static bool HasComma(string tail)
    {
        int i = 0;
        while (i < tail.Length && tail[i] != ',')
        {
            string? end = tail[i] != '/' ? null : tail[i + 1] == '/' ? "\n" : "*/";
            int at = end is null ? i : tail.IndexOf(end, i + 2, StringComparison.Ordinal);
            i = at < 0 ? tail.Length : at + (end?.Length ?? 1);
        }

        return i < tail.Length;
    }

    private static string Splice(byte[] utf8, int start, int end, string middle) =>
        Encoding.UTF8.GetString(utf8.AsSpan(0, start)) + middle + Encoding.UTF8.GetString(utf8.AsSpan(end));

    /// <summary>The value at the longest beginning of the path that is there.</summary>
    private static Place Find(byte[] utf8, string[] path)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        return FindIn(ref reader, path, 0);
    }

    private static Place FindIn(ref Utf8JsonReader reader, string[] path, int depth)
    {
        int start = (int)reader.TokenStartIndex;
        int lastEnd = start + 1;
        if (depth == path.Length || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new Place(depth, start, (int)reader.BytesConsumed, lastEnd);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = string.Equals(reader.GetString(), path[depth], StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (wanted)
            {
                return FindIn(ref reader, path, depth + 1);
            }

            reader.Skip();
            lastEnd = (int)reader.BytesConsumed;
        }

        return new Place(depth, start, (int)reader.BytesConsumed, lastEnd);
    }

    /// <param name="Depth">Names of the path that are there.</param>
    /// <param name="Start">Where the value starts.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="LastEnd">Where an object's last property ends; behind its brace where it has none.</param>
    private readonly record struct Place(int Depth, int Start, int End, int LastEnd);
}
