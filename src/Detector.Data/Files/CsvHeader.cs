using System.Globalization;
using System.Text.Unicode;
using Detector.Core.Formats;

namespace Detector.Data.Files;

/// <summary>The first line of a CSV file: its columns' names, and the character between them.</summary>
/// <param name="Columns">The names in their order; a column without one is called "column 3".</param>
/// <param name="Delimiter">The character between two values.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Columns, char Delimiter)
{
    private const string Delimiters = ",;\t|";
    private static readonly string[] Dates = ["yyyy-MM-dd", "dd.MM.yyyy", "yyyy/MM/dd"];

    /// <summary>
    /// Reads the header, and sets the reader to the file's delimiter: the one that finds the most of the wanted columns, else the most
    /// columns.
    /// </summary>
    /// <param name="file">A CSV file at its beginning.</param>
    /// <param name="wanted">Columns that should be there.</param>
    /// <exception cref="DataException">The file is empty, begins with data instead of names, or two columns have one name.</exception>
    public static CsvHeader Read(DataFile file, IReadOnlyCollection<string> wanted)
    {
        file.Records.Delimiter = (byte)Delimiters[0];
        if (!file.Records.TryRead(out ReadOnlySpan<byte> line))
        {
            throw new DataException($"{file.Path} is empty");
        }

        if (!Utf8.IsValid(line))
        {
            throw new DataException($"{file.Path}, line {file.Records.Line}: the columns' names are not in UTF-8; "
                + $"text from Windows is made so by iconv -f WINDOWS-1252 -t UTF-8 {file.Path} > FILE");
        }

        byte[] record = line.ToArray();
        CsvHeader header = Delimiters
            .Select(delimiter => new CsvHeader(Names(record, delimiter), delimiter))
            .MaxBy(h => (h.Columns.Count(wanted.Contains), h.Columns.Count))!;
        file.Records.Delimiter = (byte)header.Delimiter;
        if (header.LooksLikeData && !wanted.Any(header.Columns.Contains))
        {
            throw new DataException($"{file.Path} begins with data ({string.Join(header.Delimiter, header.Columns.Take(3))} ...) where "
                + "the columns' names should stand; "
                + $"put a line with the names before it: (echo 'NAME{header.Delimiter}NAME{header.Delimiter}...'; cat {file.Path}) > "
                + "FILE.csv");
        }

        string? twice = header.Columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? header
            : throw new DataException($"{file.Path}, line {file.Records.Line}: two columns are called '{twice}'");
    }

    // Numbers that rise are names that tools give, such as 0, 1, 2 or years.
    private bool LooksLikeData
    {
        get
        {
            double[] numbers = [.. Columns.Select(Number).OfType<double>()];
            bool rise = numbers.Length > 1 && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);
            return Columns.Any(IsDate)
                || (!rise && numbers.Length > 0
                    && (2 * numbers.Length >= Columns.Count || numbers.Any(number => number != Math.Floor(number))));
        }
    }

    private static double? Number(string name) =>
        double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;

    private static bool IsDate(string name) =>
        name.Length >= 10 && DateOnly.TryParseExact(name[..10], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static List<string> Names(byte[] record, char delimiter) =>
        [.. CsvCells.Texts(record, (byte)delimiter).Select((name, i) => name.Trim() is { Length: > 0 } given ? given : $"column {i + 1}")];
}
