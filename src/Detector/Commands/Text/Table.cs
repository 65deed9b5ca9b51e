using System.Globalization;

namespace Detector.Commands.Text;

/// <summary>
/// Lines of aligned columns; numbers and percentages stand to the right, all else to the left. On a terminal the last column is wrapped.
/// </summary>
/// <param name="headings">The columns' headings.</param>
internal sealed class Table(params string[] headings)
{
    private const string Gap = "  ";
    private const int LeastWrapped = 20;

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
        int lastAt = indent.Length + widths[..^1].Sum() + (Gap.Length * (widths.Length - 1));
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line[..^1].Select((cell, i) => _right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            string[] last = _right[^1] ? [line[^1].PadLeft(widths[^1])] : [.. Wrapped(line[^1], Terminal.WidthOf(output) - lastAt)];
            output.WriteLine((indent + string.Join(Gap, cells.Append(last[0]))).TrimEnd());
            foreach (string more in last.Skip(1))
            {
                output.WriteLine(new string(' ', lastAt) + more);
            }
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        while (width >= LeastWrapped && text.Length > width)
        {
            int space = text.LastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            yield return text[..end].TrimEnd();
            text = text[end..].TrimStart();
        }

        yield return text;
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
