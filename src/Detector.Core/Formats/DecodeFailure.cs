using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>Says in one sentence why a record could not be decoded, for people: what, where, and how it reads there.</summary>
public static class DecodeFailure
{
    private const string Instant = "a time of the years 1 to 9999 (ISO 8601, or Unix seconds or milliseconds)";

    /// <summary>Such as: field "amount": "abc" is not a number (byte 17).</summary>
    /// <param name="schema">The schema that the message was decoded with.</param>
    /// <param name="result">The outcome.</param>
    /// <param name="payload">The message.</param>
    public static string Describe(Schema schema, DecodeResult result, ReadOnlySpan<byte> payload) => result.Error switch
    {
        DecodeErrorKind.None => "the message was decoded",
        DecodeErrorKind.Empty => "the message is empty",
        DecodeErrorKind.Malformed when schema.Format == MessageFormat.Csv => MalformedCsv(schema, result.Position, payload),
        DecodeErrorKind.Malformed => MalformedJson(result.Position, payload),
        DecodeErrorKind.MissingField when result.Position < 0 => $"{Place(schema, result.Field)} is missing",
        DecodeErrorKind.MissingField =>
            $"{Place(schema, result.Field)} is {(schema.Format == MessageFormat.Csv ? "empty" : "null")} (byte {result.Position})",
        _ => $"{Place(schema, result.Field)}: {PayloadExcerpt.Value(schema, payload[result.Position..])} "
            + $"is not {Wanted(schema, result.Field)} (byte {result.Position})",
    };

    private static string MalformedJson(int position, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> text = payload.TrimStart(" \t\r\n"u8);
        return text.IsEmpty || text[0] != '{' ? $"the message is not a JSON object: it starts with {PayloadExcerpt.Of(payload)}"
            : position >= payload.Length ? $"the message is not valid JSON: it ends too early (byte {position})"
            : IsTooDeep(payload, position)
                ? $"the message has objects and arrays within one another deeper than {JsonDecoder.MaxDepth} (byte {position})"
            : $"the message is not valid JSON from byte {position} on: {PayloadExcerpt.Of(payload[position..])}";
    }

    // Valid, as far as the decoder has seen it: it goes no deeper.
    private static bool IsTooDeep(ReadOnlySpan<byte> payload, int position)
    {
        (int depth, bool isText) = (0, false);
        for (int i = 0; i < position; i++)
        {
            switch (payload[i])
            {
                case (byte)'\\' when isText:
                    i++;
                    break;
                case (byte)'"':
                    isText = !isText;
                    break;
                case (byte)'{' or (byte)'[' when !isText:
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when !isText:
                    depth--;
                    break;
            }
        }

        return depth == JsonDecoder.MaxDepth && (payload[position] is (byte)'{' or (byte)'[');
    }

    private static string MalformedCsv(Schema schema, int position, ReadOnlySpan<byte> payload)
    {
        if (payload[position..].Trim("\r\n"u8).Length > 0)
        {
            return $"the message is not one valid CSV record: unexpected {PayloadExcerpt.Of(payload[position..])} (byte {position})";
        }

        (int columns, bool quoted) = (1, false);
        foreach (byte c in payload)
        {
            quoted ^= c == '"';
            columns += !quoted && c == schema.Settings.Delimiter[0] ? 1 : 0;
        }

        return quoted
            ? $"the message is not a valid CSV record: a quote is not closed (byte {position})"
            : $"the message has {columns} columns instead of {schema.Settings.Columns.Count}";
    }

    private static string Place(Schema schema, int field) => field switch
    {
        DecodeResult.KeyField => $"key field \"{schema.KeyPath}\"",
        DecodeResult.TimeField => $"time field \"{schema.TimePath}\"",
        _ when schema.Decoded[field] is var f && f.Path != f.Name => $"field \"{f.Name}\" (at \"{f.Path}\")",
        _ => $"field \"{schema.Decoded[field].Name}\"",
    };

    private static string Wanted(Schema schema, int field) => field switch
    {
        DecodeResult.KeyField => "a text or number",
        DecodeResult.TimeField => OfPattern(schema.TimePattern) ?? Instant,
        _ => schema.Decoded[field].Settings.Kind switch
        {
            FieldKind.Numeric => schema.Decoded[field].Wanted,
            FieldKind.Boolean => "true or false",
            FieldKind.Categorical => "a text or number",
            _ => OfPattern(schema.Decoded[field].TimePattern) ?? Instant,
        },
    };

    private static string? OfPattern(TimePattern? pattern) => pattern is null ? null : $"a time such as {pattern.Example}";
}
