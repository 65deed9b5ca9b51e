using System.Text;
using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Finds out by its first bytes what records a file holds; its name is asked only where there are none.</summary>
internal static class RecordFormat
{
    /// <summary>CSV or JSON.</summary>
    /// <exception cref="DataException">The file holds neither; the message says what it holds and what to do.</exception>
    public static MessageFormat Of(PackedFile file)
    {
        ReadOnlySpan<byte> head = file.Peek(FileSignature.Length);
        FileSignature.Refuse(file.Path, head);
        FileSignature.RefuseOtherText(file.Path, head);
        ReadOnlySpan<byte> text = head.StartsWith(Encoding.UTF8.Preamble) ? head[Encoding.UTF8.Preamble.Length..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        RefuseOtherLines(file.Path, text);
        bool isCalledJson = IsCalledJson(file.Path);
        if (IsArray(text, isCalledJson))
        {
            throw new DataException($"{file.Path} holds one JSON array; what is read is one object a line: jq -c '.[]' makes lines of it");
        }

        if (!isCalledJson && !IsObject(text))
        {
            return MessageFormat.Csv;
        }

        return text.IndexOf((byte)'\n') is var end and >= 0 && text[..end].Trim(" \t\r"u8).SequenceEqual("{"u8)
            ? throw new DataException($"{file.Path} holds JSON objects of several lines each; what is read is one object a line: jq -c "
                + ". makes lines of them")
            : MessageFormat.Json;
    }

    private static void RefuseOtherLines(string path, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("<!"u8) || text.StartsWith("<?"u8) || text.StartsWith("<html"u8))
        {
            throw new DataException($"{path} holds HTML or XML (where it was fetched, perhaps the page of an error); what is read is "
                + "CSV with a header line or JSON lines");
        }

        if (text.Contains((byte)'\r') && !text.Contains((byte)'\n'))
        {
            throw new DataException($"{path}: its lines end as on old Macs, with a carriage return alone; tr '\\r' '\\n' < {path} > "
                + "FILE makes lines of them");
        }
    }

    private static bool IsCalledJson(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() is ".json" or ".jsonl" or ".ndjson";
    }

    // A brace and a bracket may also begin the name of a column.
    private static bool IsObject(ReadOnlySpan<byte> text) => text.StartsWith("{"u8) && After(text) is (byte)'"' or (byte)'}';

    private static bool IsArray(ReadOnlySpan<byte> text, bool isCalledJson) =>
        text.StartsWith("["u8) && (isCalledJson || After(text) is (byte)'{' or (byte)'[');

    private static byte After(ReadOnlySpan<byte> text) => text[1..].TrimStart(" \t\r\n"u8) is [var next, ..] ? next : (byte)0;
}
