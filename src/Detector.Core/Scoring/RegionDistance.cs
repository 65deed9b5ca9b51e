using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// How strange a frame's strangest regions are: each cell's distance from the nearest of its exemplars, in units of what is rare for it,
/// or, where a camera's baseline is more than that, of what it has lately; of these the mean of the three largest. Lanes of a vector are
/// exemplars, so that the nearest is a running minimum. One instance serves one thread; nothing is allocated per frame.
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
    private readonly float[] _numbers;

    // What Cells are beside what the camera has lately.
    private readonly float[] _beyond;

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
        for (int cell = 0; cell < Cells.Length; cell++)
        {
            _beyond[cell] = Cells[cell] / Math.Max(1, baseline?[cell] ?? 1);
        }

        return MeanOfLargest();
    }

    /// <summary>
    /// [C * H * W] how much each pixel is part of what is strange: in cells that show what is rare for them, by how far the pixel's place
    /// is from the nearest exemplar; in the strangest cell where none does.
    /// </summary>
    public double[] Parts(ReadOnlySpan<float> row, float[]? baseline = null)
    {
        Of(row, baseline);
        double[] places = new double[_grid.Places];
        double strangest = _beyond.Where(float.IsFinite).DefaultIfEmpty(0).Max();
        for (int cell = 0; cell < _beyond.Length; cell++)
        {
            if (_beyond[cell] > 1 || !(_beyond[cell] < strangest))
            {
                Add(cell, baseline, places);
            }
        }

        double[] parts = new double[row.Length];
        for (int i = 0; i < parts.Length; i++)
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
            Cells[cell] = MathF.Sqrt(Nearest(cell)) * _regions.Scales[cell];
        }
    }

    private float Nearest(int cell)
    {
        ReadOnlySpan<Vector<float>> columns = _columns.AsSpan(cell * _numbers.Length * _vectors, _numbers.Length * _vectors);
        var best = new Vector<float>(float.PositiveInfinity);
        for (int vector = 0; vector < _vectors; vector++)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int number = 0, at = vector; number < _numbers.Length; number++, at += _vectors)
            {
                Vector<float> difference = new Vector<float>(_numbers[number]) - columns[at];
                sum = Vector.FusedMultiplyAdd(difference, difference, sum);
            }

            best = Vector.Min(best, sum);
        }

        float least = best[0];
        for (int lane = 1; lane < Vector<float>.Count; lane++)
        {
            least = Math.Min(least, best[lane]);
        }

        return least;
    }

    // What is no number is larger than all: a frame that cannot be measured must not pass for a usual one.
    private float MeanOfLargest()
    {
        (float first, float second, float third) = (0, 0, 0);
        foreach (float value in _beyond)
        {
            if (!(value <= third))
            {
                (first, second, third) = !(value <= first) ? (value, first, second)
                    : !(value <= second) ? (first, value, second) : (first, second, value);
            }
        }

        return (first + second + third) / Math.Min(Largest, Cells.Length);
    }

    private void Add(int cell, float[]? baseline, double[] places)
    {
        _grid.Copy(_places, cell, _numbers);
        int numbers = _numbers.Length;
        ReadOnlySpan<float> exemplars = _regions.Exemplars.AsSpan(cell * _exemplars * numbers, _exemplars * numbers);
        (int nearest, double least) = (0, double.PositiveInfinity);
        for (int i = 0; i < _exemplars; i++)
        {
            double square = 0;
            for (int number = 0; number < numbers; number++)
            {
                double difference = (double)_numbers[number] - exemplars[(i * numbers) + number];
                square += difference * difference;
            }

            (nearest, least) = square < least ? (i, square) : (nearest, least);
        }

        double scale = _regions.Scales[cell] / Math.Max(1.0, baseline?[cell] ?? 1);
        scale *= scale;
        int plane = numbers / _grid.Planes;
        for (int number = 0; number < numbers; number++)
        {
            (int x, int y) = _grid.Place(cell, number % plane);
            double difference = (double)_numbers[number] - exemplars[(nearest * numbers) + number];
            places[(((number / plane * _grid.Height) + y) * _grid.Width) + x] += difference * difference * scale;
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
