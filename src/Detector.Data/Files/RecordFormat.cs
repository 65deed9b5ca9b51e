using System.Text;
using Detector.Core.Schemas;

namespace Detector.Data.Files;

/// <summary>Finds out by its first bytes what records a file holds; its name is asked only where there are none.</summary>
internal static class RecordFormat
{
    // Text that is neither CSV nor lines of JSON: how its first line begins, what it has in it, and what it is.
    private static readonly (string Begins, string Contains, string What)[] OtherLines =
    [
        ("version https://git-lfs.", "", "is a pointer of Git LFS, not the file that it stands for: git lfs pull fetches that"),
        ("{\\rtf", "", "is an RTF document: save it as text"),
        ("sep=", "", "begins with a line for Excel (sep=) before the columns' names: tail -n +2 FILE > NEW leaves it out"),
        ("- ", ": ", "is YAML; what is read is one JSON object a line: yq -o=json -I=0 '.[]' FILE makes lines of it"),
        ("\u001e{", "", "has a mark before each record (RFC 7464): tr -d '\\036' < FILE > NEW leaves them out"),
        ("\ufeff", "", "begins with two byte order marks: tail -c +4 FILE > NEW leaves one out"),
    ];

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
        ReadOnlySpan<byte> line = text.IndexOfAny((byte)'\n', (byte)'\r') is var length and >= 0 ? text[..length] : text;
        foreach ((string begins, string contains, string what) in OtherLines)
        {
            if (line.StartsWith(Encoding.UTF8.GetBytes(begins)) && line.IndexOf(Encoding.UTF8.GetBytes(contains)) >= 0)
            {
                throw new DataException($"{path} {what.Replace("FILE", path, StringComparison.Ordinal)}");
            }
        }

        bool isMarkup = text.StartsWith("<!"u8) || text.StartsWith("<?"u8) || text.StartsWith("<html"u8);
        if (isMarkup || (line.StartsWith("<"u8) && line.IndexOf("</"u8) > 0))
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
