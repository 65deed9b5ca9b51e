using System.Globalization;
using System.Net;
using System.Text;

namespace Detector.Models.Reports;

/// <summary>The text of a page, which is XML too.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>
    /// Adds markup; what is put in must be markup as well or be encoded (<see cref="Text"/>), numbers are in the invariant culture.
    /// </summary>
    public Html Add(FormattableString markup)
    {
        _text.Append(markup.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>Begins a section: its title, and what there is to see.</summary>
    public Html Section(string title, string caption) => Add($"<h2>{title}</h2>\n<p>{caption}</p>");

    /// <summary>Adds charts side by side, where there is room.</summary>
    public Html Panels(IEnumerable<string> charts) => Add($"<div class='panels'>\n{string.Concat(charts)}</div>");

    /// <summary>Adds a table.</summary>
    /// <param name="head">The columns' titles.</param>
    /// <param name="rows">The rows' texts.</param>
    /// <param name="css">"rows": each on one line; "wrap": on as many as they need.</param>
    public Html Table(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows, string css = "rows")
    {
        Add($"<div class='scroll'><table class='{css}'>\n<tr>{string.Concat(head.Select(name => $"<th>{Text(name)}</th>"))}</tr>");
        foreach (IEnumerable<string> row in rows)
        {
            Add($"<tr>{string.Concat(row.Select(value => $"<td>{Text(value)}</td>"))}</tr>");
        }

        return Add($"</table></div>");
    }

    /// <summary>Adds a bar of colours: what its ends stand for, and what it is of.</summary>
    /// <param name="css">Classes of the bar.</param>
    /// <param name="low">Its left end.</param>
    /// <param name="title">Its middle.</param>
    /// <param name="high">Its right end.</param>
    public Html Legend(string css, string low, string title, string high)
    {
        string of = title.Length > 0 ? $"<span>{title}</span>" : "";
        string ends = $"<div class='ends'><span>{low}</span>{of}<span>{high}</span></div>";
        return Add($"<div class='legend'><div class='{css}'></div>{ends}</div>");
    }

    /// <summary>A text as markup; what no page may hold, such as a zero in a key, is replaced.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text.Any(IsControl)
        ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c)) : text);

    /// <summary>A text of so many characters at most, shortened in the middle: names of a family differ at their ends.</summary>
    public static string Short(string text, int most) =>
        text.Length <= most ? text : $"{text[..((most - 1) / 2)]}…{text[^((most - 1) / 2)..]}";

    private static bool IsControl(char c) => (c < ' ' && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF';

    public override string ToString() => _text.ToString();
}
