using System.Text;
using System.Text.Json;

namespace Detector.Settings;

/// <summary>Reads a settings file far enough to say where it is not JSON, or names a key twice, by line and column.</summary>
internal static class SettingsFile
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static SettingsError? Check(string file)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SettingsError(file, File.Exists(file) ? e.Message : "there is no such file");
        }

        int start = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(text.AsSpan(start), Options);
        try
        {
            return CheckKeys(ref reader) is (var position, var message) ? At(file, text, start + position, message) : null;
        }
        catch (JsonException e)
        {
            string reason = e.Message.Split(" LineNumber:")[0];
            return new SettingsError($"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "not valid JSON: " + reason);
        }
    }

    private static (int Position, string Message)? CheckKeys(ref Utf8JsonReader reader)
    {
        var scopes = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (scopes.Count == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            {
                return ((int)reader.TokenStartIndex, "a settings file holds one object: { \"Detector\": { ... } }");
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    scopes.Push(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    scopes.Pop();
                    break;
                case JsonTokenType.PropertyName when !scopes.Peek().Add(reader.GetString()!):
                    return (
                        (int)reader.TokenStartIndex,
                        $"\"{reader.GetString()}\" is there twice in one object (upper and lower case are the same)");
            }
        }

        return null;
    }

    private static SettingsError At(string file, ReadOnlySpan<byte> text, int position, string message)
    {
        ReadOnlySpan<byte> before = text[..position];
        int line = before.Count((byte)'\n') + 1;
        int column = position - before.LastIndexOf((byte)'\n');
        return new SettingsError($"{file}:{line}:{column}", message);
    }
}
