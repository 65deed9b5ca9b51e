using Detector.Core.Formats.Frames;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Models.Reports;

/// <summary>Draws samples that are images as PNG images within the page; large ones are made smaller.</summary>
internal sealed class Pictures
{
    // Numbers of a picture: some eighty pictures make less than a megabyte.
    private const int MostNumbers = 6144;

    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly int _across;
    private readonly int _down;
    private readonly double _black;
    private readonly double _range;

    /// <param name="shape">[C, H, W]; three channels are red, green and blue, of another number the first is drawn.</param>
    /// <param name="black">The number that is black.</param>
    /// <param name="white">The number that is white; over <paramref name="black"/>.</param>
    public Pictures(SampleLayout shape, double black, double white)
    {
        (_channels, _height, _width) = (shape.PicturePlanes, shape.Sizes[0], shape.Sizes[1]);
        (_black, _range) = (black, white - black);
        int planes = _channels == 3 ? 3 : 1;
        (_across, _down) = (1, 1);
        for (int factor = 2; Columns * Lines * planes > MostNumbers; factor++)
        {
            (_across, _down) = (Math.Min(factor, _width), Math.Min(factor, _height));
        }
    }

    private int Columns => _width / _across;

    private int Lines => _height / _down;

    /// <summary>An image as an img element.</summary>
    /// <param name="sample">[C * H * W].</param>
    /// <param name="what">What it shows, for those who cannot see it.</param>
    public string Image(ReadOnlySpan<float> sample, string what)
    {
        bool coloured = _channels == 3;
        int planes = coloured ? 3 : 1;
        double[] row = new double[planes * Lines * Columns];
        for (int channel = 0; channel < planes; channel++)
        {
            Shrink(sample.Slice(channel * _height * _width, _height * _width), row.AsSpan(channel * Lines * Columns, Lines * Columns));
        }

        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (row[i] - _black) / _range;
        }

        return Element(Planes.Read(row, planes), coloured ? PixelFormat.Rgb24 : PixelFormat.Gray8, what);
    }

    /// <summary>Where two images differ, in colours of a <see cref="HeatScale"/>.</summary>
    /// <param name="sample">[C * H * W] one.</param>
    /// <param name="other">[C * H * W] the other.</param>
    /// <param name="most">The difference that has the last colour.</param>
    /// <param name="what">What it shows.</param>
    public string Difference(ReadOnlySpan<float> sample, ReadOnlySpan<float> other, double most, string what)
    {
        double[] differences = new double[Lines * Columns];
        Shrink(Differences(sample, other), differences);
        byte[] pixels = new byte[3 * differences.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = HeatScale.At(differences[i] / most);
        }

        return Element(pixels, PixelFormat.Rgb24, what);
    }

    /// <summary>[H * W] absolute differences, the mean over the channels.</summary>
    public float[] Differences(ReadOnlySpan<float> sample, ReadOnlySpan<float> other)
    {
        float[] differences = new float[_height * _width];
        for (int i = 0; i < sample.Length; i++)
        {
            differences[i % differences.Length] += Math.Abs(sample[i] - other[i]) / _channels;
        }

        return differences;
    }

    // The mean over each square of pixels, or what of it an image of a few lines has.
    private void Shrink(ReadOnlySpan<float> plane, Span<double> small)
    {
        for (int line = 0; line < Lines; line++)
        {
            for (int column = 0; column < Columns; column++)
            {
                double sum = 0;
                for (int y = 0; y < _down; y++)
                {
                    for (int x = 0; x < _across; x++)
                    {
                        sum += plane[(((line * _down) + y) * _width) + (column * _across) + x];
                    }
                }

                small[(line * Columns) + column] = sum / (_down * _across);
            }
        }
    }

    private string Element(byte[] pixels, PixelFormat format, string what)
    {
        string png = Convert.ToBase64String(PngWriter.Write(Columns, Lines, format, pixels));
        return $"<img alt='{Html.Text(what)}' src='data:image/png;base64,{png}'/>";
    }
}
