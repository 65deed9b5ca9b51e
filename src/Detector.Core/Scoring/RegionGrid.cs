using Detector.Core.Formats.Frames;
using Detector.Core.Samples;

namespace Detector.Core.Scoring;

/// <summary>
/// How a frame is divided into regions: pixels are averaged in squares, so that the longer side has 32 places at most, and cells of 4 × 4
/// places stand on every second one, each sharing half of itself with the next.
/// </summary>
public sealed class RegionGrid
{
    private const int MostPlaces = 32;
    private const int Side = 4;
    private const int Step = 2;

    private readonly int[] _lefts;
    private readonly int[] _tops;
    private readonly int _cellWidth;
    private readonly int _cellHeight;

    /// <param name="shape">Shape of an image [C, H, W].</param>
    public RegionGrid(SampleLayout shape)
    {
        (Planes, FrameHeight, FrameWidth) = (shape.PicturePlanes, shape.Sizes[0], shape.Sizes[1]);
        HasMotion = shape.HasMotion;
        Block = (Math.Max(FrameHeight, FrameWidth) + MostPlaces - 1) / MostPlaces;
        Width = (FrameWidth + Block - 1) / Block;
        Height = (FrameHeight + Block - 1) / Block;
        (_cellWidth, _cellHeight) = (Math.Min(Side, Width), Math.Min(Side, Height));
        (_lefts, _tops) = (Starts(Width, _cellWidth), Starts(Height, _cellHeight));
    }

    /// <summary>Planes of the picture, C.</summary>
    public int Planes { get; }

    /// <summary>Whether there is a plane of how it moves behind them.</summary>
    public bool HasMotion { get; }

    /// <summary>The frame's lines.</summary>
    public int FrameHeight { get; }

    /// <summary>The frame's columns.</summary>
    public int FrameWidth { get; }

    /// <summary>Pixels that a place is the mean of, in each direction; at the right and lower edge there may be fewer.</summary>
    public int Block { get; }

    /// <summary>Places a line.</summary>
    public int Width { get; }

    /// <summary>Lines of places.</summary>
    public int Height { get; }

    /// <summary>How many cells there are.</summary>
    public int Cells => _lefts.Length * _tops.Length;

    /// <summary>Numbers that a cell shows, n.</summary>
    public int CellNumbers => Planes * _cellHeight * _cellWidth;

    /// <summary>Numbers that all places have.</summary>
    public int Places => Planes * Height * Width;

    /// <summary>Averages a frame, less its own mean and in units of its own contrast.</summary>
    /// <param name="row">[C * H * W] a frame; what is behind its picture does not count.</param>
    /// <param name="leastContrast">What its contrast is taken to be at least.</param>
    /// <param name="places">[<see cref="Places"/>] out.</param>
    public void Average(ReadOnlySpan<float> row, double leastContrast, Span<float> places)
    {
        row = row[..(Planes * FrameHeight * FrameWidth)];
        double mean = 0;
        foreach (float pixel in row)
        {
            mean += pixel;
        }

        mean /= row.Length;
        float middle = (float)mean;
        double squares = 0;
        foreach (float pixel in row)
        {
            float difference = pixel - middle;
            squares += difference * difference;
        }

        float contrast = (float)Math.Max(Math.Sqrt(squares / row.Length), leastContrast);
        places.Clear();
        for (int line = 0; line < Planes * FrameHeight; line++)
        {
            (int plane, int y) = Math.DivRem(line, FrameHeight);
            Span<float> sums = places.Slice(((plane * Height) + (y / Block)) * Width, Width);
            ReadOnlySpan<float> pixels = row.Slice(line * FrameWidth, FrameWidth);
            float weight = 1 / (contrast * Math.Min(Block, FrameHeight - (y / Block * Block)));
            for (int x = 0; x < sums.Length; x++)
            {
                ReadOnlySpan<float> block = pixels.Slice(x * Block, Math.Min(Block, FrameWidth - (x * Block)));
                float sum = 0;
                foreach (float pixel in block)
                {
                    sum += pixel - middle;
                }

                sums[x] += sum * weight / block.Length;
            }
        }
    }

    /// <summary>[n] what a cell shows.</summary>
    public void Copy(ReadOnlySpan<float> places, int cell, Span<float> numbers)
    {
        (int left, int top) = Corner(cell);
        for (int line = 0; line < Planes * _cellHeight; line++)
        {
            (int plane, int y) = Math.DivRem(line, _cellHeight);
            places.Slice((((plane * Height) + top + y) * Width) + left, _cellWidth).CopyTo(numbers[(line * _cellWidth)..]);
        }
    }

    /// <summary>The place, of all planes alike, that one of a cell's numbers is at: its column and line.</summary>
    public (int X, int Y) Place(int cell, int number)
    {
        (int left, int top) = Corner(cell);
        return (left + (number % _cellWidth), top + (number / _cellWidth % _cellHeight));
    }

    /// <summary>The pixels that a cell covers.</summary>
    public (int X, int Y, int Width, int Height) Pixels(int cell)
    {
        (int left, int top) = Corner(cell);
        (int x, int y) = (left * Block, top * Block);
        return (x, y, Math.Min(FrameWidth, (left + _cellWidth) * Block) - x, Math.Min(FrameHeight, (top + _cellHeight) * Block) - y);
    }

    /// <summary>How a cell moves, as a code of <see cref="Motion"/>; 0 where nothing is known of it.</summary>
    /// <param name="row">A frame.</param>
    /// <param name="cell">The cell.</param>
    public int MotionOf(ReadOnlySpan<float> row, int cell)
    {
        (int left, int top) = Corner(cell);
        return HasMotion ? Motion.Code(row[(((Planes * FrameHeight) + (top * Block)) * FrameWidth) + (left * Block)]) : 0;
    }

    private (int Left, int Top) Corner(int cell) => (_lefts[cell % _lefts.Length], _tops[cell / _lefts.Length]);

    // The last one stands at the edge, wherever the step would have it.
    private static int[] Starts(int places, int side) =>
        [.. Enumerable.Range(0, ((places - side + Step - 1) / Step) + 1).Select(i => Math.Min(i * Step, places - side))];
}
