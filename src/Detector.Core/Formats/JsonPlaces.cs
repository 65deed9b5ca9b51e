using System.Globalization;
using System.Text;

namespace Detector.Core.Formats;

/// <summary>
/// Finds single values in a JSON message, for what is read of few messages and without having been foreseen. Paths mean what they mean in
/// a schema: a dot may step into an object or array, or be part of a key, the longest key first; of a key that is there twice the last one
/// counts. It takes whatever <see cref="JsonDecoder"/> takes, and of a message that is broken what stands before the fault.
/// </summary>
internal static class JsonPlaces
{
    /// <summary>The bytes of the value at a path, without spaces around them; false where there is none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> json, string path, out ReadOnlySpan<byte> value)
    {
        json = json.TrimStart(" \n\r\t"u8);
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (TryStepInto(json, path[..end], out value) && (end == path.Length || TryFind(value, path[(end + 1)..], out value)))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>
    /// A value as text: a string's own, without its escapes; nothing for null; of all else, objects and arrays too, the bytes as they are.
    /// What is no UTF-8 becomes U+FFFD; a string with half a surrogate pair keeps its escapes.
    /// </summary>
    public static string Text(ReadOnlySpan<byte> value)
    {
        bool isString = value is [(byte)'"', .., (byte)'"'];
        ReadOnlySpan<byte> text = isString ? value[1..^1] : value.SequenceEqual("null"u8) ? default : value;
        return Encoding.UTF8.GetString(isString ? Unescaped(text) : text);
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        byte[] plain = new byte[text.Length];
        int length = IsEscapedWell(text) ? JsonStrings.Unescape(text, plain) : -1;
        return length < 0 ? text : plain.AsSpan(0, length);
    }

    // A file's broken record may hold anything.
    private static bool IsEscapedWell(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'\\') is var escape and >= 0)
        {
            int length = text[escape..] is [_, (byte)'u', ..] ? 6 : 2;
            text = text[escape..];
            if (length > text.Length || (length == 6 && text[2..6].ContainsAnyExcept("0123456789abcdefABCDEF"u8)))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    private static bool TryStepInto(ReadOnlySpan<byte> container, string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (container is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        bool isObject = container[0] == '{';
        bool isPlace = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && name is not ['0', _, ..];
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        bool isFound = false;
        int at = 1;
        for (int index = 0; ; index++)
        {
            bool isHere = !isObject && isPlace && index == place;
            if (isObject)
            {
                int start = SkipSpaces(container, at);
                int end = EndOfValue(container, start);
                int colon = end < 0 ? container.Length : SkipSpaces(container, end);
                if (colon == container.Length || container[start] != '"' || container[colon] != ':')
                {
                    return isFound;
                }

                isHere = Unescaped(container[(start + 1)..(end - 1)]).SequenceEqual(wanted);
                at = colon + 1;
            }

            int first = SkipSpaces(container, at);
            int after = EndOfValue(container, first);
            if (after < 0)
            {
                return isFound;
            }

            if (isHere)
            {
                value = container[first..after];
                isFound = true;
            }

            at = SkipSpaces(container, after);
            if (at >= container.Length || container[at++] != ',')
            {
                return isFound;
            }
        }
    }

    private static int SkipSpaces(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    // The byte after the value that begins here; -1 where none does, or none ends.
    private static int EndOfValue(ReadOnlySpan<byte> json, int start)
    {
        int depth = 0;
        for (int at = start; at < json.Length; at++)
        {
            switch (json[at])
            {
                case (byte)'"':
                    at = LastOfString(json, at);
                    if (at < 0)
                    {
                        return -1;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    continue;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
                case (byte)',' or (byte)':' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    if (depth == 0)
                    {
                        return -1;
                    }

                    continue;
                default:
                    at = LastOfLiteral(json, at);
                    break;
            }

            if (depth <= 0)
            {
                return depth < 0 ? -1 : at + 1;
            }
        }

        return -1;
    }

    private static int LastOfString(ReadOnlySpan<byte> json, int start)
    {
        for (int at = start + 1; at < json.Length; at++)
        {
            if (json[at] == '"')
            {
                return at;
            }

            at += json[at] == '\\' ? 1 : 0;
        }

        return -1;
    }

    private static int LastOfLiteral(ReadOnlySpan<byte> json, int start)
    {
        int length = json[start..].IndexOfAny(",:}] \n\r\t"u8);
        return length < 0 ? json.Length - 1 : start + length - 1;
    }
}
