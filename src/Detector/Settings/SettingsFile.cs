using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Detector.Models.Bundles;

namespace Detector.Settings;

/// <summary>Reads a settings file far enough to say, by line and column, where it is no text, not JSON, or holds what no setting
/// can.</summary>
internal static class SettingsFile
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // What people write has kilobytes; /dev/zero never ends.
    private const int Most = 16 << 20;

    /// <summary>The file's JSON, without a byte order mark.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="isAgain">Whether a daemon that runs reads it again, which must wait for nobody: a pipe is refused then.</param>
    /// <exception cref="SettingsException">It cannot be read, or not be used.</exception>
    public static byte[] Read(string file, bool isAgain = false)
    {
        byte[] text = Bytes(file, isAgain);
        if (text.AsSpan().StartsWith(Encoding.Unicode.Preamble) || text.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            throw Wrong(new SettingsError(file, "is UTF-16; save it as UTF-8"));
        }

        text = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (Utf8.ToUtf16(text, new char[text.Length], out int valid, out _, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw Wrong(At(file, text, valid, "is no UTF-8 text; save the file as UTF-8"));
        }

        try
        {
            SettingsError[] errors = [.. Problems(text).Select(problem => At(file, text, problem.Position, problem.Message))];
            return errors.Length == 0 ? text : throw Wrong(errors);
        }
        catch (JsonException e)
        {
            string reason = e.Message.Split(" LineNumber:")[0];
            throw Wrong(new SettingsError($"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "not valid JSON: " + reason));
        }
    }

    private static byte[] Bytes(string file, bool isAgain)
    {
        try
        {
            return isAgain ? PlainFile.Read(file, Most) : UpToMost(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Wrong(new SettingsError(
                file,
                Directory.Exists(file) ? "is a directory; a settings file is needed"
                : File.Exists(file) ? e.Message
                : "there is no such file"));
        }
    }

    private static byte[] UpToMost(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] bytes = new byte[64 << 10];
        int count = 0;
        for (int read; (read = stream.Read(bytes.AsSpan(count))) > 0;)
        {
            count += read;
            if (count > Most)
            {
                throw new IOException($"it has more than {Most} bytes, which no settings have");
            }

            Array.Resize(ref bytes, count == bytes.Length ? 2 * count : bytes.Length);
        }

        return bytes[..count];
    }

    private static List<(int Position, string Message)> Problems(byte[] text)
    {
        var problems = new List<(int Position, string Message)>();
        var reader = new Utf8JsonReader(text, Options);
        var scopes = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (scopes.Count == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
            {
                return [((int)reader.TokenStartIndex, "a settings file holds one object: { \"Detector\": { ... } }")];
            }

            string? problem = null;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    scopes.Push(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    scopes.Pop();
                    break;
                case JsonTokenType.String:
                    problem = Text(ref reader, out _);
                    break;
                case JsonTokenType.PropertyName:
                    problem = Text(ref reader, out string name) ?? Key(name, scopes.Peek());
                    break;
            }

            if (problem is not null)
            {
                problems.Add(((int)reader.TokenStartIndex, problem));
            }
        }

        return problems;
    }

    // The reader itself only finds what is wrong with the escapes of a text that somebody asks for.
    private static string? Text(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal)
                ? "this text has a NUL character (\\u0000), which no setting may have"
                : null;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return "this text has half of a character: an escape from \\ud800 to \\udfff without its other half";
        }
    }

    private static string? Key(string name, HashSet<string> earlier) =>
        name.Contains(':', StringComparison.Ordinal) ? $"\"{name}\": a key has no ':'; what it would separate are objects in each other"
        : !earlier.Add(name) ? $"\"{name}\" is there twice in one object (upper and lower case are the same)"
        : null;

    private static SettingsException Wrong(params SettingsError[] errors) => new(errors);

    private static SettingsError At(string file, ReadOnlySpan<byte> text, int position, string message)
    {
        ReadOnlySpan<byte> before = text[..position];
        int line = before.Count((byte)'\n') + 1;
        int column = position - before.LastIndexOf((byte)'\n');
        return new SettingsError($"{file}:{line}:{column}", message);
    }
}
