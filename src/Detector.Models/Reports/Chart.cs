using System.Globalization;
using System.Text;

namespace Detector.Models.Reports;

/// <summary>An SVG drawing with axes: wide, or a panel beside others, which keeps its size on a narrow screen.</summary>
internal sealed class Chart
{
    // What a character of a title takes, with room to spare.
    private const double TitleCharacter = 7.5;

    private readonly StringBuilder _svg = new();
    private readonly string _label;
    private readonly string _css;

    private Chart(string label, string css, double width, double height, double left)
    {
        (_label, _css, Width, Height) = (label, css, width, height);
        (Left, Right, Top, Bottom) = (left, width - 20, 30, height - 50);
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The plot's edges.</summary>
    public double Left { get; }

    /// <inheritdoc cref="Left"/>
    public double Right { get; }

    /// <inheritdoc cref="Left"/>
    public double Top { get; }

    /// <inheritdoc cref="Left"/>
    public double Bottom { get; }

    /// <param name="label">What it shows, for those who cannot see it.</param>
    /// <param name="height">In pixels where the page is wide.</param>
    /// <param name="left">Room for the texts at the left.</param>
    public static Chart Wide(string label, double height = 286, double left = 66) => new(label, "wide", 720, height, left);

    /// <inheritdoc cref="Wide"/>
    public static Chart Panel(string label, double height = 236, double left = 58) => new(label, "panel", 352, height, left);

    /// <summary>A horizontal scale over the plot.</summary>
    public Scale Across(double from, double to, bool log = false) => new(from, to, Left, Right, log);

    /// <summary>A vertical scale over the plot, the least value at the bottom.</summary>
    public Scale Up(double from, double to, bool log = false) => new(from, to, Bottom, Top, log);

    /// <summary>Draws both axes with ticks, grid lines and titles.</summary>
    public void Axes(Scale x, string xTitle, Scale y, string yTitle)
    {
        foreach (double tick in y.Ticks())
        {
            Add($"<line class='grid' x1='{Left}' x2='{Right}' y1='{y.At(tick):F1}' y2='{y.At(tick):F1}'/>");
            Add($"<text x='{Left - 6}' y='{y.At(tick) + 4:F1}' text-anchor='end'>{y.Label(tick)}</text>");
        }

        foreach (double tick in x.Ticks())
        {
            Add($"<text x='{x.At(tick):F1}' y='{Bottom + 20}' text-anchor='middle'>{x.Label(tick)}</text>");
        }

        Add($"<line class='axis' x1='{Left}' x2='{Right}' y1='{Bottom}' y2='{Bottom}'/>");
        Titles(xTitle, yTitle);
    }

    /// <summary>Writes the axes' titles: the vertical one's above it, so that it is read without turning the head.</summary>
    public void Titles(string x, string y)
    {
        string Whole(string title) => Html.Text(Html.Short(title, (int)(Width / TitleCharacter)));
        Add($"<text class='title' x='{(Left + Right) / 2}' y='{Height - 8}' text-anchor='middle'>{Whole(x)}</text>");
        Add($"<text class='title' x='4' y='16'>{Whole(y)}</text>");
    }

    /// <summary>Draws a line through points; a point that is not finite breaks it.</summary>
    /// <param name="css">Classes of the line.</param>
    /// <param name="points">In pixels.</param>
    /// <param name="style">More about its looks.</param>
    public void Line(string css, IEnumerable<(double X, double Y)> points, string style = "")
    {
        var run = new List<string>();
        foreach ((double x, double y) in points.Append((double.NaN, double.NaN)))
        {
            if (double.IsFinite(x) && double.IsFinite(y))
            {
                run.Add(string.Create(CultureInfo.InvariantCulture, $"{x:F1},{y:F1}"));
            }
            else if (run.Count > 0)
            {
                // A line of one point is drawn as long as its pen is wide.
                string all = string.Join(' ', run.Count == 1 ? [run[0], run[0]] : run);
                Add($"<polyline class='{css}' points='{all}'{(style.Length > 0 ? $" style='{style}'" : "")}/>");
                run.Clear();
            }
        }
    }

    /// <summary>Adds SVG, numbers in the invariant culture.</summary>
    public void Add(FormattableString svg) => _svg.Append(svg.ToString(CultureInfo.InvariantCulture)).Append('\n');

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg class='{_css}' viewBox='0 0 {Width} {Height}' role='img' aria-label='{Html.Text(_label)}'>\n{_svg}</svg>\n");
}
