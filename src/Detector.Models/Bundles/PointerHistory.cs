using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>The history of a stream's pointers: history.jsonl, a line a move, only ever appended to. Whoever writes holds the stream's
/// lock.</summary>
/// <param name="folder">The stream's folder.</param>
internal sealed class PointerHistory(string folder)
{
    public const string File = "history.jsonl";

    /// <summary>How a move is written.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly string _path = Path.Combine(folder, File);

    /// <summary>Every move, the oldest first, and the numbers of lines that none can be read from.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public (IReadOnlyList<PointerMove> Moves, IReadOnlyList<int> Unreadable) Read()
    {
        var moves = new List<PointerMove>();
        var unreadable = new List<int>();
        int number = 0;
        foreach (string line in System.IO.File.Exists(_path) ? System.IO.File.ReadLines(_path) : [])
        {
            number++;
            if (Parse(line) is { } move)
            {
                moves.Add(move);
            }
            else
            {
                unreadable.Add(number);
            }
        }

        return (moves, unreadable);
    }

    /// <summary>Notes a move on the disk, then makes it; one that fails is not noted.</summary>
    public void Note(PointerMove move, Action make)
    {
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        long end = file.Length;
        try
        {
            file.Seek(0, SeekOrigin.End);

            // Where the power went within a line, the next one starts anew.
            DurableFiles.Write(file,
                [.. EndsWithinALine(file) ? "\n"u8 : default, .. JsonSerializer.SerializeToUtf8Bytes(move, Options), .. "\n"u8]);
            make();
        }
        catch
        {
            file.SetLength(end);
            throw;
        }
    }

    private static PointerMove? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<PointerMove>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool EndsWithinALine(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
