using System.Globalization;

namespace Detector.Core.Formats.Frames;

/// <summary>
/// An area of a picture, its corners in parts of the picture's width and height. Where its lines cross, every other part is within
/// (even-odd).
/// </summary>
internal sealed class Polygon
{
    private const int Fewest = 3;

    private readonly (double X, double Y)[] _corners;

    private Polygon((double X, double Y)[] corners) => _corners = corners;

    /// <summary>Reads one.</summary>
    /// <param name="text">Its corners, such as "0,0 0.5,0 0.5,0.5".</param>
    /// <param name="problem">What is wrong with it, where null is returned.</param>
    public static Polygon? Read(string text, out string problem)
    {
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var corners = new (double X, double Y)[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            string[] numbers = parts[i].Split(',');
            if (numbers.Length != 2 || !TryRead(numbers[0], out double x) || !TryRead(numbers[1], out double y))
            {
                problem = $"\"{parts[i]}\" is no corner of a polygon: corners are written x,y with a space between two, such as "
                    + "0,0 0.5,0 0.5,0.5";
                return null;
            }

            if (x is not (>= 0 and <= 1) || y is not (>= 0 and <= 1))
            {
                problem = $"the corner {parts[i]} is outside the picture: x and y are parts of its width and height, from 0 to 1";
                return null;
            }

            corners[i] = (x, y);
        }

        problem = parts.Length < Fewest ? $"a polygon has {Fewest} corners at least, not {parts.Length}" : "";
        return parts.Length < Fewest ? null : new(corners);
    }

    /// <summary>Marks the pixels whose centre is within.</summary>
    /// <param name="width">Pixels a line.</param>
    /// <param name="pixels">[height * width] those within become true.</param>
    /// <returns>Whether there are any.</returns>
    public bool Mark(int width, Span<bool> pixels)
    {
        bool any = false;
        int height = pixels.Length / width;
        var crossings = new List<double>();
        for (int y = 0; y < height; y++)
        {
            Cross((y + 0.5) / height, crossings);
            (int x, bool isWithin) = (0, false);
            foreach (double crossing in crossings)
            {
                for (; x < width && (x + 0.5) / width < crossing; x++)
                {
                    pixels[(y * width) + x] |= isWithin;
                    any |= isWithin;
                }

                isWithin = !isWithin;
            }
        }

        return any;
    }

    // Where its sides cross a line, from left to right.
    private void Cross(double y, List<double> crossings)
    {
        crossings.Clear();
        (double X, double Y) last = _corners[^1];
        foreach ((double X, double Y) corner in _corners)
        {
            if ((corner.Y > y) != (last.Y > y))
            {
                crossings.Add(corner.X + ((y - corner.Y) / (last.Y - corner.Y) * (last.X - corner.X)));
            }

            last = corner;
        }

        crossings.Sort();
    }

    private static bool TryRead(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out number);
}
