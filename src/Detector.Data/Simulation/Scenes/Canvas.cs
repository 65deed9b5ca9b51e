namespace Detector.Data.Simulation.Scenes;

/// <summary>
/// A gray picture on which shapes with soft edges are drawn. Lengths are in heights of the picture, from its upper left corner; tones are
/// 0 (black) to 1 (white).
/// </summary>
internal sealed class Canvas(int width, int height)
{
    // Less of a pixel is not drawn, so that what is drawn ends where one sees it end.
    private const double Least = 0.02;

    private readonly float[] _tones = new float[width * height];

    /// <summary>Its width in heights.</summary>
    public double Aspect => (double)width / height;

    /// <summary>[height * width] its pixels' tones.</summary>
    public ReadOnlySpan<float> Tones => _tones;

    /// <summary>Takes another's pixels.</summary>
    public void CopyFrom(Canvas other) => other._tones.CopyTo(_tones, 0);

    /// <summary>Draws a rectangle with upright sides.</summary>
    public void Rectangle(double left, double top, double right, double bottom, double tone)
    {
        (double x0, double y0, double x1, double y1) = (left * height, top * height, right * height, bottom * height);
        Fill((x0, y0, x1, y1), tone, (x, y) => Overlap(x, x0, x1) * Overlap(y, y0, y1));
    }

    /// <summary>Draws an ellipse with upright axes, in part transparent.</summary>
    public void Ellipse(double centreX, double centreY, double radiusX, double radiusY, double tone, double opacity = 1)
    {
        (double cx, double cy, double rx, double ry) = (centreX * height, centreY * height, radiusX * height, radiusY * height);
        double least = Math.Min(rx, ry);
        Fill((cx - rx - 1, cy - ry - 1, cx + rx + 1, cy + ry + 1), tone, (x, y) =>
        {
            (double dx, double dy) = ((x - cx) / rx, (y - cy) / ry);
            return opacity * Math.Clamp(0.5 - ((Math.Sqrt((dx * dx) + (dy * dy)) - 1) * least), 0, 1);
        });
    }

    /// <summary>Draws a line with round ends.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, double thickness, double tone)
    {
        (double x0, double y0, double r) = (fromX * height, fromY * height, thickness * height / 2);
        (double dx, double dy) = ((toX - fromX) * height, (toY - fromY) * height);
        double length = Math.Max(1e-9, (dx * dx) + (dy * dy));
        double most = Math.Min(1, 2 * r);
        Fill(
            (Math.Min(x0, x0 + dx) - r - 1, Math.Min(y0, y0 + dy) - r - 1, Math.Max(x0, x0 + dx) + r + 1, Math.Max(y0, y0 + dy) + r + 1),
            tone,
            (x, y) =>
            {
                double along = Math.Clamp((((x - x0) * dx) + ((y - y0) * dy)) / length, 0, 1);
                (double ex, double ey) = (x - x0 - (along * dx), y - y0 - (along * dy));
                return most * Math.Clamp(0.5 - (Math.Sqrt((ex * ex) + (ey * ey)) - r), 0, 1);
            });
    }

    /// <summary>Where it differs from another, and in how many pixels.</summary>
    public (SceneBox Box, int Pixels) Difference(Canvas other)
    {
        (int left, int top, int right, int bottom, int pixels) = (width, height, -1, -1, 0);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> line = _tones.AsSpan(y * width, width), same = other._tones.AsSpan(y * width, width);
            for (int x = line.CommonPrefixLength(same); x < width; x++)
            {
                if (line[x] != same[x])
                {
                    (left, right) = (Math.Min(left, x), Math.Max(right, x));
                    (top, bottom) = (Math.Min(top, y), y);
                    pixels++;
                }
            }
        }

        return pixels == 0 ? default : (new SceneBox(left, top, right - left + 1, bottom - top + 1), pixels);
    }

    // How much of the pixel round a place lies from one line to another.
    private static double Overlap(double place, double from, double to) =>
        Math.Max(0, Math.Min(place + 0.5, to) - Math.Max(place - 0.5, from));

    private void Fill(
        (double Left, double Top, double Right, double Bottom) bounds, double tone, Func<double, double, double> coverage)
    {
        int right = (int)Math.Clamp(Math.Ceiling(bounds.Right), 0, width);
        int bottom = (int)Math.Clamp(Math.Ceiling(bounds.Bottom), 0, height);
        for (int y = (int)Math.Clamp(Math.Floor(bounds.Top), 0, height); y < bottom; y++)
        {
            for (int x = (int)Math.Clamp(Math.Floor(bounds.Left), 0, width); x < right; x++)
            {
                double share = coverage(x + 0.5, y + 0.5);
                if (share >= Least)
                {
                    ref float pixel = ref _tones[(y * width) + x];
                    pixel += (float)(share * (tone - pixel));
                }
            }
        }
    }
}
