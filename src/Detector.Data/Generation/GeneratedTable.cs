using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Models.Bundles;

namespace Detector.Data.Generation;

/// <summary>
/// A CSV file of made rows: a column for each place of a message that a field is read from, with
/// the message's own names, so that the file is read as any other of the stream. Sequences have
/// their number in the column of the stream's key; where it has none, a file holds one sequence.
/// </summary>
public sealed class GeneratedTable
{
    private readonly TextWriter _writer;
    private readonly Bundle _bundle;
    private readonly Conditions _conditions;
    private readonly SchemaField[] _columns;
    private readonly bool _isNumbered;

    /// <param name="writer">Where to.</param>
    /// <param name="bundle">The model whose rows they are.</param>
    /// <param name="conditions">What it is told; written as it was given.</param>
    public GeneratedTable(TextWriter writer, Bundle bundle, Conditions conditions)
    {
        (_writer, _bundle, _conditions) = (writer, bundle, conditions);
        string? key = bundle.Schema.KeyPath;
        _isNumbered = bundle.Shape.HasSteps && key is not null;
        // Of a holiday no date is known.
        IEnumerable<SchemaField> written = bundle.Schema.Fields.Where(field => field.Settings.Kind != FieldKind.Holiday);
        _columns = [.. written.DistinctBy(field => field.Path).Where(field => !_isNumbered || field.Path != key)];
        IEnumerable<string> names = _columns.Select(column => column.Path);
        _writer.WriteLine(string.Join(',', (_isNumbered ? names.Prepend(key!) : names).Select(CsvText.Quote)));
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
}
