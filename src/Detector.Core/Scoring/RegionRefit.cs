namespace Detector.Core.Scoring;

/// <summary>
/// Brings a frame to the mean and contrast that most of it has, by what its cells are expected to show: a line through the pairs of what
/// is there and what is expected, in rounds of least squares in which a pair counts the less, the further it is off. Nothing is allocated
/// per frame.
/// </summary>
/// <param name="grid">How frames are divided.</param>
internal sealed class RegionRefit(RegionGrid grid)
{
    private const int Rounds = 6;

    // In units of the mean distance from the line.
    private const double Off = 1.5;

    // A frame is not made to have less than half, or more than twice the contrast that it has.
    private const double MostFactor = 2;

    private readonly float[] _expected = new float[grid.Places];
    private readonly int[] _cells = new int[grid.Places];

    /// <summary>[places] the frame that was refitted last.</summary>
    public float[] Places { get; } = new float[grid.Places];

    /// <summary>Nothing is expected yet.</summary>
    public void Begin()
    {
        _expected.AsSpan().Clear();
        _cells.AsSpan().Clear();
    }

    /// <summary>What a cell is expected to show; where cells share a place, their mean counts.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="numbers">[n] what it is expected to show.</param>
    public void Expect(int cell, ReadOnlySpan<float> numbers)
    {
        int plane = numbers.Length / grid.Planes;
        for (int number = 0; number < numbers.Length; number++)
        {
            (int x, int y) = grid.Place(cell, number % plane);
            int place = (((number / plane * grid.Height) + y) * grid.Width) + x;
            _cells[place]++;
            _expected[place] += (numbers[number] - _expected[place]) / _cells[place];
        }
    }

    /// <summary>[places] a frame as most of it is expected.</summary>
    /// <param name="places">[places] the frame.</param>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> places)
    {
        (double factor, double shift) = (1, 0);
        for (int round = 0; round < Rounds; round++)
        {
            (factor, shift) = Line(places, factor, shift);
        }

        for (int i = 0; i < Places.Length; i++)
        {
            Places[i] = (float)((factor * places[i]) + shift);
        }

        return Places;
    }

    private (double Factor, double Shift) Line(ReadOnlySpan<float> places, double factor, double shift)
    {
        double off = 0;
        for (int i = 0; i < _expected.Length; i++)
        {
            off += Math.Abs((factor * places[i]) + shift - _expected[i]);
        }

        double unit = _expected.Length / ((Off * off) + double.Epsilon);
        (double all, double x, double y, double xx, double xy) = (0, 0, 0, 0, 0);
        for (int i = 0; i < _expected.Length; i++)
        {
            double distance = ((factor * places[i]) + shift - _expected[i]) * unit;
            double weight = 1 / (1 + (distance * distance));
            weight *= weight;
            all += weight;
            x += weight * places[i];
            y += weight * _expected[i];
            xx += weight * places[i] * places[i];
            xy += weight * places[i] * _expected[i];
        }

        double spread = xx - (x * x / all);
        factor = spread > 0 ? Math.Clamp((xy - (x * y / all)) / spread, 1 / MostFactor, MostFactor) : 1;
        return double.IsFinite(factor) ? (factor, (y - (factor * x)) / all) : (1, 0);
    }
}
