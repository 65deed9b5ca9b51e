using Detector.Core.Scoring;

namespace Detector.Core.Formats.Frames;

/// <summary>
/// How the cells of a frame (<see cref="RegionGrid"/>) have moved since the one before, one code each. What is seen is what stands out of
/// the median of the last frames, so that a background, however it is textured, does not hold it; a cell's motion is the shift by which
/// the frame before resembles it most. In whole numbers, so that it is the same everywhere. One thread.
/// </summary>
public sealed class Motion
{
    /// <summary>Codes that there are; 0 is of a cell in which nothing moves that can be told.</summary>
    public const int Codes = (7 * 3) + 1;

    /// <summary>Frames that the median is of.</summary>
    internal const int Frames = 5;

    /// <summary>What codes are divided by where frames are scaled: they are no picture, and are not to count as one.</summary>
    internal const double Scale = 1000;

    // A shift goes so far to each side, and up and down, in steps.
    private const int Across = 10;
    private const int Down = 4;

    // Of 255: what is less is noise; and the sum of squares that a cell of 8 x 8 has at least.
    private const int Noise = 10;
    private const int LeastSquares = 3250;

    // What a step of a shift costs, for that which explains as much with less is likelier; and the part that it has to explain.
    private const double StepCost = 130;
    private const double LeastExplained = 0.3;

    private readonly RegionGrid _grid;
    private readonly int _width;
    private readonly int _step;
    private readonly int _columns;
    private readonly int _lines;
    private readonly int[] _places;
    private readonly short[] _now;
    private readonly short[] _before;
    private readonly (int Dx, int Dy, int Cost)[] _shifts;

    /// <param name="grid">The cells.</param>
    internal Motion(RegionGrid grid)
    {
        (_grid, _width) = (grid, grid.FrameWidth);

        // Cells have 8 x 8 steps or so, whatever the frame's size.
        _step = Math.Max(1, grid.Block / 2);
        (_columns, _lines) = ((_width + _step - 1) / _step, (grid.FrameHeight + _step - 1) / _step);
        _places = [.. from line in Enumerable.Range(0, _lines)
                      from column in Enumerable.Range(0, _columns)
                      select (line * _step * _width) + (column * _step)];
        _now = new short[_places.Length];
        _before = new short[(_columns + (2 * Across)) * (_lines + (2 * Down))];
        _shifts = [.. from dy in Enumerable.Range(-Down, (2 * Down) + 1)
                      from dx in Enumerable.Range(-Across, (2 * Across) + 1)
                      let cost = (int)(StepCost * Math.Sqrt((dx * dx) + (dy * dy)))
                      orderby cost
                      select (dx, dy, cost)];
    }

    /// <summary>The code of a cell, of frames that are scaled; 0 where there is none.</summary>
    internal static int Code(float scaled) =>
        MathF.Round(scaled * (float)(byte.MaxValue * Scale)) is > 0 and < Codes and var code ? (int)code : 0;

    /// <summary>Writes each cell's code where it begins.</summary>
    /// <param name="frames">[H * W] the latest frames of a camera, the newest first.</param>
    /// <param name="motion">[H * W] out.</param>
    internal void Write(byte[][] frames, Span<byte> motion)
    {
        motion.Clear();
        if (!StandOut(frames))
        {
            return;
        }

        for (int cell = 0; cell < _grid.Cells; cell++)
        {
            (int x, int y, int width, int height) = _grid.Pixels(cell);
            motion[(y * _width) + x] = CodeOf(
                x / _step, y / _step, Math.Min(_columns - (x / _step), width / _step), Math.Min(_lines - (y / _step), height / _step));
        }
    }

    // What the two newest frames have beside the median of all. Returns whether there is anything.
    private bool StandOut(byte[][] frames)
    {
        (byte[] a, byte[] b, byte[] c, byte[] d, byte[] e) = (frames[0], frames[1], frames[2], frames[3], frames[4]);
        bool any = false;
        int at = 0;
        for (int line = 0; line < _lines; line++)
        {
            Span<short> before = _before.AsSpan(((line + Down) * (_columns + (2 * Across))) + Across, _columns);
            for (int column = 0; column < before.Length; column++, at++)
            {
                int i = _places[at];
                int low = Math.Max(Math.Min(a[i], b[i]), Math.Min(c[i], d[i]));
                int high = Math.Min(Math.Max(a[i], b[i]), Math.Max(c[i], d[i]));
                int median = Math.Max(Math.Min(low, high), Math.Min(Math.Max(low, high), e[i]));
                _now[at] = Seen(a[i] - median);
                before[column] = Seen(b[i] - median);
                any |= _now[at] != 0;
            }
        }

        return any;
    }

    private static short Seen(int difference) => (short)(Math.Abs(difference) < Noise ? 0 : difference);

    private byte CodeOf(int left, int top, int width, int height)
    {
        long all = 0;
        for (int y = top; y < top + height; y++)
        {
            foreach (short value in _now.AsSpan((y * _columns) + left, width))
            {
                all += value * value;
            }
        }

        if (all * 64 < (long)LeastSquares * width * height)
        {
            return 0;
        }

        (long best, int bestX, int bestY) = (all, 0, 0);
        foreach ((int dx, int dy, int cost) in _shifts)
        {
            if (cost >= best)
            {
                break;
            }

            long sum = cost;
            for (int y = top; y < top + height && sum < best; y++)
            {
                sum += Squares(
                    _now.AsSpan((y * _columns) + left, width),
                    _before.AsSpan(((y - dy + Down) * (_columns + (2 * Across))) + left - dx + Across, width));
            }

            (best, bestX, bestY) = sum < best ? (sum, dx, dy) : (best, bestX, bestY);
        }

        return all - best > LeastExplained * all ? (byte)(1 + (3 * Speed(bestX)) + (bestY < -1 ? 0 : bestY <= 1 ? 1 : 2)) : (byte)0;
    }

    private static int Squares(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        int sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            int difference = one[i] - other[i];
            sum += difference * difference;
        }

        return sum;
    }

    private static int Speed(int x) => x switch { <= -6 => 0, <= -3 => 1, < 0 => 2, 0 => 3, <= 2 => 4, <= 5 => 5, _ => 6 };
}
