using System.Numerics;
using System.Runtime.InteropServices;
using Detector.Core.Formats.Frames;

namespace Detector.Core.Scoring;

/// <summary>
/// How strange a frame's strangest regions are: each cell's distance from the nearest of its exemplars, in units of what is rare for it,
/// or, where a camera's baseline is more than that, of what it has lately; of these the mean of the three largest. Or how rare it is that
/// cells move so, where that is more. Lanes of a vector are exemplars, so that the nearest is a running minimum. One instance serves one
/// thread; nothing is allocated per frame.
/// </summary>
public sealed class RegionDistance
{
    private const int Largest = 3;

    private readonly Regions _regions;
    private readonly RegionGrid _grid;
    private readonly int _exemplars;
    private readonly int _vectors;

    // [cells][numbers][vectors]: what does not fill a vector is filled with the last exemplar, which cannot become nearer.
    private readonly Vector<float>[] _columns;
    private readonly float[] _places;
    private readonly int[] _nearest;
    private readonly RegionRefit _refit;
    private readonly bool[] _isRefitted;
    private readonly float[] _numbers;

    // What Cells are beside what the camera has lately.
    private readonly float[] _beyond;
    private readonly float[] _moved;

    /// <param name="regions">What was learned.</param>
    /// <param name="grid">How frames are divided.</param>
    public RegionDistance(Regions regions, RegionGrid grid)
    {
        (_regions, _grid) = (regions, grid);
        _exemplars = regions.Exemplars.Length / grid.Cells / grid.CellNumbers;
        _vectors = (_exemplars + Vector<float>.Count - 1) / Vector<float>.Count;
        _columns = Columns();
        _places = new float[grid.Places];
        _numbers = new float[grid.CellNumbers];
        Cells = new float[grid.Cells];
        _beyond = new float[grid.Cells];
        _moved = new float[grid.Cells];
        _nearest = new int[grid.Cells];
        _isRefitted = new bool[grid.Cells];
        _refit = new RegionRefit(grid);
    }

    /// <summary>[cells] of the frame measured last: each cell's distance, 1 where it is as far as one usual frame in fifty.</summary>
    public float[] Cells { get; }

    /// <summary>The distance of a frame; not finite where one of its numbers is not.</summary>
    /// <param name="row">[C * H * W] the frame.</param>
    /// <param name="baseline">[cells] what its camera's cells have lately; null where that is not known.</param>
    public float Of(ReadOnlySpan<float> row, float[]? baseline = null)
    {
        _grid.Average(row, _regions.LeastContrast, _places);
        Measure(_places);
        _isRefitted.AsSpan().Clear();
        if (MeanOfLargest(Cells) is > 1 and < float.PositiveInfinity)
        {
            Refit();
        }

        for (int cell = 0; cell < Cells.Length; cell++)
        {
            _beyond[cell] = Cells[cell] / Math.Max(1, baseline?[cell] ?? 1);
            _moved[cell] = _regions.Motions?[(cell * Motion.Codes) + _grid.MotionOf(row, cell)] ?? 0;
        }

        return Math.Max(MeanOfLargest(_beyond), MeanOfLargest(_moved));
    }

    /// <summary>
    /// [C * H * W] how much each pixel is part of what is strange: in cells that show what is rare for them, by how far the pixel's place
    /// is from the nearest exemplar; in the strangest cell where none does. Where it is how cells move, by those that move most strangely.
    /// </summary>
    public double[] Parts(ReadOnlySpan<float> row, float[]? baseline = null)
    {
        Of(row, baseline);
        double[] parts = new double[row.Length];
        if (MeanOfLargest(_moved) > MeanOfLargest(_beyond))
        {
            AddMoved(parts);
            return parts;
        }

        double[] places = new double[_grid.Places];
        double strangest = _beyond.Where(float.IsFinite).DefaultIfEmpty(0).Max();
        for (int cell = 0; cell < _beyond.Length; cell++)
        {
            if (_beyond[cell] > 1 || !(_beyond[cell] < strangest))
            {
                Add(cell, baseline, places);
            }
        }

        for (int i = 0; i < _grid.Planes * _grid.FrameHeight * _grid.FrameWidth; i++)
        {
            (int line, int x) = Math.DivRem(i, _grid.FrameWidth);
            (int plane, int y) = Math.DivRem(line, _grid.FrameHeight);
            parts[i] = places[(((plane * _grid.Height) + (y / _grid.Block)) * _grid.Width) + (x / _grid.Block)];
        }

        return parts;
    }

    /// <summary>Measures the <see cref="Cells"/> of a frame that is averaged already.</summary>
    /// <param name="places">[places] the frame.</param>
    public void Measure(ReadOnlySpan<float> places)
    {
        for (int cell = 0; cell < Cells.Length; cell++)
        {
            _grid.Copy(places, cell, _numbers);
            (float square, _nearest[cell]) = Nearest(cell);
            Cells[cell] = MathF.Sqrt(square) * _regions.Scales[cell];
        }
    }

    /// <summary>The mean of the three largest; what is no number is larger than all.</summary>
    public static float MeanOfLargest(ReadOnlySpan<float> values)
    {
        (float first, float second, float third) = (0, 0, 0);
        foreach (float value in values)
        {
            if (!(value <= third))
            {
                (first, second, third) = !(value <= first) ? (value, first, second)
                    : !(value <= second) ? (first, value, second) : (first, second, value);
            }
        }

        return (first + second + third) / Math.Min(Largest, values.Length);
    }

    // What is strange bends the frame's own mean and contrast, by which everything else would be strange, too: so it is measured again as
    // the part of it is that looks as expected, and a cell counts as the less strange.
    private void Refit()
    {
        _refit.Begin();
        for (int cell = 0; cell < Cells.Length; cell++)
        {
            _refit.Expect(cell, Exemplar(cell, _nearest[cell]));
        }

        ReadOnlySpan<float> refitted = _refit.Of(_places);
        for (int cell = 0; cell < Cells.Length; cell++)
        {
            _grid.Copy(refitted, cell, _numbers);
            (float square, int nearest) = Nearest(cell);
            float distance = MathF.Sqrt(square) * _regions.Scales[cell];
            if (distance < Cells[cell])
            {
                (Cells[cell], _nearest[cell], _isRefitted[cell]) = (distance, nearest, true);
            }
        }
    }

    private ReadOnlySpan<float> Exemplar(int cell, int index) =>
        _regions.Exemplars.AsSpan(((cell * _exemplars) + index) * _numbers.Length, _numbers.Length);

    private (float Square, int Exemplar) Nearest(int cell)
    {
        ReadOnlySpan<Vector<float>> columns = _columns.AsSpan(cell * _numbers.Length * _vectors, _numbers.Length * _vectors);
        var best = new Vector<float>(float.PositiveInfinity);
        Vector<int> bestVector = Vector<int>.Zero;
        for (int vector = 0; vector < _vectors; vector++)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int number = 0, at = vector; number < _numbers.Length; number++, at += _vectors)
            {
                Vector<float> difference = new Vector<float>(_numbers[number]) - columns[at];
                sum = Vector.FusedMultiplyAdd(difference, difference, sum);
            }

            bestVector = Vector.ConditionalSelect(Vector.LessThan(sum, best), new Vector<int>(vector), bestVector);
            best = Vector.Min(best, sum);
        }

        (float least, int nearest) = (best[0], bestVector[0] * Vector<float>.Count);
        for (int lane = 1; lane < Vector<float>.Count; lane++)
        {
            (least, nearest) = !(best[lane] >= least) ? (best[lane], (bestVector[lane] * Vector<float>.Count) + lane) : (least, nearest);
        }

        return (least, Math.Min(nearest, _exemplars - 1));
    }

    private void Add(int cell, float[]? baseline, double[] places)
    {
        _grid.Copy(_isRefitted[cell] ? _refit.Places : _places, cell, _numbers);
        ReadOnlySpan<float> exemplar = Exemplar(cell, _nearest[cell]);
        double scale = _regions.Scales[cell] / Math.Max(1.0, baseline?[cell] ?? 1);
        scale *= scale;
        int plane = _numbers.Length / _grid.Planes;
        for (int number = 0; number < _numbers.Length; number++)
        {
            (int x, int y) = _grid.Place(cell, number % plane);
            double difference = (double)_numbers[number] - exemplar[number];
            places[(((number / plane * _grid.Height) + y) * _grid.Width) + x] += difference * difference * scale;
        }
    }

    // A cell's middle most, for what moves is seldom at its edge.
    private void AddMoved(double[] parts)
    {
        double strangest = _moved.Max();
        for (int cell = 0; cell < _moved.Length; cell++)
        {
            if (_moved[cell] <= 1 && _moved[cell] < strangest)
            {
                continue;
            }

            (int left, int top, int width, int height) = _grid.Pixels(cell);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    parts[((top + y) * _grid.FrameWidth) + left + x] +=
                        _moved[cell] * (1 + Math.Min(x, width - 1 - x)) * (1 + Math.Min(y, height - 1 - y));
                }
            }
        }
    }

    private Vector<float>[] Columns()
    {
        int numbers = _grid.CellNumbers;
        int lanes = _vectors * Vector<float>.Count;
        var columns = new Vector<float>[_grid.Cells * numbers * _vectors];
        Span<float> floats = MemoryMarshal.Cast<Vector<float>, float>(columns.AsSpan());
        for (int cell = 0; cell < _grid.Cells; cell++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                int exemplar = (cell * _exemplars) + Math.Min(lane, _exemplars - 1);
                for (int number = 0; number < numbers; number++)
                {
                    floats[(((cell * numbers) + number) * lanes) + lane] = _regions.Exemplars[(exemplar * numbers) + number];
                }
            }
        }

        return columns;
    }
}
