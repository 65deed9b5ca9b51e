using System.IO.Compression;
using System.Text;
using Detector.Core.Schemas;
using Detector.Files;
using Detector.Models.Bundles;

namespace Detector.Generation;

/// <summary>
/// A CSV file of made rows: a column for each place of a message that a field is read from, with the message's own names, so that the file is read as any
/// other of the stream. Sequences have their number in the column of the stream's key, or, where it has none, in one called "sequence".
/// </summary>
internal sealed class GeneratedTable : IDisposable
{
    /// <summary>Stands for the standard output.</summary>
    public const string StandardOutput = "-";

    private const string Sequence = "sequence";

    private readonly Bundle _bundle;
    private readonly Conditions _conditions;
    private readonly SchemaField[] _columns;
    private readonly bool _isNumbered;
    private readonly TextWriter _writer;
    private readonly bool _ownsWriter;

    /// <param name="path">A .csv or .csv.gz file, or - for <paramref name="output"/>.</param>
    /// <param name="output">The standard output.</param>
    /// <param name="bundle">The model whose rows they are.</param>
    /// <param name="conditions">What it is told; written as it was given.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public GeneratedTable(string path, TextWriter output, Bundle bundle, Conditions conditions)
    {
        (_bundle, _conditions) = (bundle, conditions);
        string? key = bundle.Schema.KeyPath;
        _isNumbered = bundle.Shape.Kind == Core.Samples.SampleKind.Sequence;
        _columns = [.. bundle.Schema.Fields.DistinctBy(field => field.Path).Where(field => !_isNumbered || field.Path != key)];
        _ownsWriter = path != StandardOutput;
        _writer = _ownsWriter ? Create(path) : output;
        IEnumerable<string> names = _columns.Select(column => column.Path);
        _writer.WriteLine(string.Join(',', (_isNumbered ? names.Prepend(key ?? Sequence) : names).Select(CsvText.Quote)));
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="rows">[steps * fields].</param>
    public void Write(long number, double[] rows)
    {
        int fields = _bundle.Schema.FieldCount;
        for (int start = 0; start < rows.Length; start += fields)
        {
            if (_isNumbered)
            {
                _writer.Write($"{number},");
            }

            for (int i = 0; i < _columns.Length; i++)
            {
                SchemaField column = _columns[i];
                string text = _conditions.TextAt(column.Path) ?? _bundle.Transform.MessageText(column.Index, rows[start + column.Index]);
                _writer.Write(i == 0 ? "" : ",");
                _writer.Write(CsvText.Quote(text));
            }

            _writer.WriteLine();
        }
    }

    public void Dispose()
    {
        _writer.Flush();
        if (_ownsWriter)
        {
            _writer.Dispose();
        }
    }

    private static StreamWriter Create(string path)
    {
        FileStream file = File.Create(path);
        return new StreamWriter(
            path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file, new UTF8Encoding(false));
    }
}
