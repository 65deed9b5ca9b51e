using System.Globalization;

namespace Detector.Commands.Text;

/// <summary>Lines of aligned columns; numbers and percentages stand to the right, all else to the left.</summary>
/// <param name="headings">The columns' headings.</param>
internal sealed class Table(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];
    private readonly bool[] _right = new bool[headings.Length];

    public void Add(params object?[] cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            _right[i] |= cells[i] is int or long or double or float || (cells[i] is string text && text.EndsWith('%'));
        }

        _rows.Add([.. cells.Select(Text)]);
    }

    /// <summary>Writes the headings and rows; nothing where there is no row.</summary>
    public void Write(TextWriter output, string indent = "")
    {
        if (_rows.Count > 0)
        {
            Write(output, _rows.Prepend(headings), indent);
        }
    }

    /// <summary>Writes the rows without headings.</summary>
    public void WriteRows(TextWriter output, string indent) => Write(output, _rows, indent);

    private void Write(TextWriter output, IEnumerable<string[]> rows, string indent)
    {
        string[][] lines = [.. rows];
        int[] widths = [.. headings.Select((_, i) => lines.Max(line => line[i].Length))];
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, i) => _right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            output.WriteLine((indent + string.Join(Gap, cells)).TrimEnd());
        }
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        int or long => Numbers.Count(Convert.ToInt64(cell, CultureInfo.InvariantCulture)),
        double number => Numbers.Significant(number),
        float number => Numbers.Significant(number),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };
}
