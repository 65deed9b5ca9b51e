
namespace Detector.Data.Files;

/// <summary>The first line of a CSV file: its columns' names, and the character between them.</summary>
/// <param name="Columns">The names in their order; a column without one is called "column 3".</param>
/// <param name="Delimiter">The character between two values.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Columns, char Delimiter)
{
    private const string Delimiters = ",;\t|";

    /// <summary>
    /// Reads the header, and sets the reader to the file's delimiter: the one that finds the most of the wanted columns, else the most columns.
    /// </summary>
    /// <param name="file">A CSV file at its beginning.</param>
    /// <param name="wanted">Columns that should be there.</param>
    /// <exception cref="DataException">The file is empty, or two columns have one name.</exception>
    public static CsvHeader Read(DataFile file, IReadOnlyCollection<string> wanted)
    {
        file.Records.Delimiter = (byte)Delimiters[0];
        if (!file.Records.TryRead(out ReadOnlySpan<byte> line))
        {
            throw new DataException($"{file.Path} is empty");
        }

        byte[] record = line.ToArray();
        CsvHeader header = Delimiters
            .Select(delimiter => new CsvHeader(Names(record, delimiter), delimiter))
            .MaxBy(h => (h.Columns.Count(wanted.Contains), h.Columns.Count))!;
        file.Records.Delimiter = (byte)header.Delimiter;
        string? twice = header.Columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? header : throw new DataException($"{file.Path}, line {file.Records.Line}: two columns are called '{twice}'");
    }

    private static List<string> Names(byte[] record, char delimiter) =>
        [.. CsvCells.Texts(record, (byte)delimiter).Select((name, i) => name.Trim() is { Length: > 0 } given ? given : $"column {i + 1}")];
}
