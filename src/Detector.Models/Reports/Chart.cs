using System.Globalization;
using System.Text;

namespace Detector.Models.Reports;

/// <summary>An SVG drawing with axes.</summary>
/// <param name="label">What it shows, for those who cannot see it.</param>
internal sealed class Chart(string label)
{
    public const double Width = 720;
    public const double Height = 280;
    public const double Left = 64;
    public const double Right = 704;
    public const double Top = 16;
    public const double Bottom = 236;

    private readonly StringBuilder _svg = new();

    /// <summary>Draws both axes with ticks, grid lines and titles.</summary>
    public void Axes(Scale x, string xTitle, Scale y, string yTitle)
    {
        foreach (double tick in y.Ticks())
        {
            Add($"<line class='grid' x1='{Left}' x2='{Right}' y1='{y.At(tick):F1}' y2='{y.At(tick):F1}'/>");
            Add($"<text x='{Left - 8}' y='{y.At(tick) + 4:F1}' text-anchor='end'>{Scale.Text(tick)}</text>");
        }

        foreach (double tick in x.Ticks())
        {
            Add($"<text x='{x.At(tick):F1}' y='{Bottom + 18}' text-anchor='middle'>{Scale.Text(tick)}</text>");
        }

        Add($"<line class='axis' x1='{Left}' x2='{Right}' y1='{Bottom}' y2='{Bottom}'/>");
        Add($"<text class='title' x='{(Left + Right) / 2}' y='{Height - 8}' text-anchor='middle'>{xTitle}</text>");
        Add($"<text class='title' x='14' y='{(Top + Bottom) / 2}' text-anchor='middle' transform='rotate(-90 14 {(Top + Bottom) / 2})'>{yTitle}</text>");
    }

    /// <summary>Adds SVG, numbers in the invariant culture.</summary>
    public void Add(FormattableString svg) => _svg.Append(svg.ToString(CultureInfo.InvariantCulture)).Append('\n');

    public override string ToString() => $"<svg viewBox='0 0 {Width} {Height}' role='img' aria-label='{label}'>\n{_svg}</svg>\n";
}
