using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Detector.Core.Schemas;
using Detector.Models.Reports;
using Detector.Models.Training;
using SkiaSharp;

namespace Detector.Models.Tests.Reports;

/// <summary>A report, read as the XML that it is.</summary>
internal sealed class ReportPage
{
    private readonly XElement _body;

    public ReportPage(TrainedModel model)
    {
        Content = ModelReport.Write("s", model, DateTimeOffset.UnixEpoch);
        _body = XDocument.Parse(Encoding.UTF8.GetString(Content)).Root!.Element("body")!;
    }

    public byte[] Content { get; }

    public IEnumerable<XElement> All => _body.DescendantsAndSelf();

    /// <summary>Everything from a section's title to the next.</summary>
    public Section this[string title] =>
        new([.. _body.Elements().SkipWhile(e => e.Name != "h2" || e.Value != title).Skip(1).TakeWhile(e => e.Name != "h2")]);

    public bool Has(string title) => _body.Elements("h2").Any(e => e.Value == title);

    public static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static bool Is(XElement element, string css) => (element.Attribute("class")?.Value ?? "").Split(' ').Contains(css);

    /// <summary>The points of a line.</summary>
    public static (double X, double Y)[] Points(XElement line) =>
        [.. line.Attribute("points")!.Value.Split(' ').Select(point => point.Split(','))
        .Select(at => (double.Parse(at[0], CultureInfo.InvariantCulture), double.Parse(at[1], CultureInfo.InvariantCulture)))];

    /// <summary>Width, height and pixels of an img element.</summary>
    public static (int Width, int Height, byte[] Pixels) Picture(XElement img, PixelFormat format = PixelFormat.Gray8)
    {
        const string start = "data:image/png;base64,";
        string source = img.Attribute("src")!.Value;
        Assert.StartsWith(start, source);
        byte[] png = Convert.FromBase64String(source[start.Length..]);
        using SKBitmap picture = SKBitmap.Decode(png);
        IEnumerable<byte> pixels = picture.Pixels.SelectMany(p =>
            format == PixelFormat.Rgb24 ? new[] { p.Red, p.Green, p.Blue } : [p.Red]);
        return (picture.Width, picture.Height, [.. pixels]);
    }

    /// <summary>A section's elements, without its title.</summary>
    public sealed class Section(IReadOnlyList<XElement> elements)
    {
        public IEnumerable<XElement> Find(string name) => elements.SelectMany(e => e.DescendantsAndSelf(name));

        public IEnumerable<XElement> Find(string name, string css) => Find(name).Where(e => Is(e, css));

        public IEnumerable<string> Texts => Find("text").Select(e => e.Value);
    }
}
