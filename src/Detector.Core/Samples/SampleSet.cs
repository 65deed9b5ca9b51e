using Detector.Core.Features;

namespace Detector.Core.Samples;

/// <summary>
/// Samples to train or to score: one a raw row, and as many as there are rows. A vector or an image is its row alone; in a sequence the row is the last
/// of up to <see cref="Steps"/> rows in order, so that samples overlap and the rows are kept once.
/// </summary>
public sealed class SampleSet
{
    private readonly IReadOnlyList<int> _image;
    private readonly int[] _first;

    private SampleSet(RowSet rows, int steps, IReadOnlyList<int> image, int[] first) => (Rows, Steps, _image, _first) = (rows, steps, image, first);

    /// <summary>The raw rows; in sets of sequences those of one sequence stand together, in order.</summary>
    public RowSet Rows { get; }

    /// <summary>Rows a sample at most, T: 1 for vectors and images.</summary>
    public int Steps { get; }

    public int Count => Rows.Count;

    /// <summary>Whether samples are sequences, be it of one step.</summary>
    public bool IsSequence { get; private init; }

    public SampleKind Kind => IsSequence ? SampleKind.Sequence : _image.Count > 0 ? SampleKind.Image : SampleKind.Vector;

    /// <summary>Of images: channels, height, width; else empty.</summary>
    public IReadOnlyList<int> Image => _image;

    /// <summary>Raw numbers a sample: [steps, fields].</summary>
    public int RawWidth => Steps * Rows.FieldCount;

    /// <summary>Every row is a vector.</summary>
    public static SampleSet Vectors(RowSet rows) => new(rows, 1, [], []);

    /// <summary>Every row is an image: its fields are the pixels, channel after channel and line after line.</summary>
    /// <exception cref="ArgumentException">A row has another number of fields than the image has pixels.</exception>
    public static SampleSet Images(RowSet rows, int channels, int height, int width)
    {
        var shape = new SampleShape(channels, height, width);
        return shape.Width == rows.FieldCount
            ? new(rows, 1, shape.Dimensions, [])
            : throw new ArgumentException($"an {shape} has {shape.Width} numbers, but the rows have {rows.FieldCount} fields", nameof(rows));
    }

    /// <summary>Every row ends a sequence of up to <paramref name="steps"/> rows.</summary>
    /// <param name="rows">The rows, one sequence behind another.</param>
    /// <param name="steps">T: rows that a sample looks at.</param>
    /// <param name="starts">Rising places at which a sequence starts; 0 is one of them. Samples do not reach across.</param>
    /// <exception cref="ArgumentException">There are no steps, or the starts are no such places.</exception>
    public static SampleSet Sequences(RowSet rows, int steps, IReadOnlyList<int> starts)
    {
        if (steps < 1)
        {
            throw new ArgumentException($"a sequence has at least 1 step, not {steps}", nameof(steps));
        }

        bool rising = starts.Zip(starts.Skip(1), (a, b) => a < b).All(x => x);
        if (rows.Count > 0 && (!rising || starts.FirstOrDefault(-1) != 0 || starts[^1] >= rows.Count))
        {
            throw new ArgumentException($"sequences start at rising places from 0 to {rows.Count - 1}", nameof(starts));
        }

        int[] first = new int[rows.Count];
        for (int sequence = 0; sequence < starts.Count; sequence++)
        {
            int end = sequence + 1 < starts.Count ? starts[sequence + 1] : first.Length;
            for (int row = starts[sequence]; row < end; row++)
            {
                first[row] = Math.Max(starts[sequence], row - steps + 1);
            }
        }

        return new(rows, steps, [], first) { IsSequence = true };
    }

    /// <summary>Shape of a scaled sample.</summary>
    /// <param name="features">Numbers that a scaled row has.</param>
    /// <exception cref="ArgumentException">The samples are images, and a pixel becomes more than one number.</exception>
    public SampleShape Shape(int features)
    {
        if (_image.Count == 0)
        {
            return IsSequence ? new SampleShape(Steps, features) : new SampleShape(features);
        }

        var shape = new SampleShape([.. _image]);
        return shape.Width == features
            ? shape
            : throw new ArgumentException($"an {shape} has {shape.Width} pixels, but scaled rows have {features} numbers; pixels are numeric fields", nameof(features));
    }

    /// <summary>The place of a sample's first row; its last is <paramref name="index"/>.</summary>
    public int First(int index) => IsSequence ? _first[index] : index;

    /// <summary>[RawWidth] a copy of a sample's raw rows, as <see cref="CopyTo"/> makes it.</summary>
    public double[] Copy(int index)
    {
        double[] raw = new double[RawWidth];
        CopyTo(index, raw);
        return raw;
    }

    /// <summary>Copies a sample's raw rows; steps that it does not have come first and are NaN throughout.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="raw">[RawWidth] out.</param>
    public void CopyTo(int index, Span<double> raw)
    {
        int there = index + 1 - First(index);
        int absent = RawWidth - (there * Rows.FieldCount);
        raw[..absent].Fill(double.NaN);
        Rows.CopyTo(First(index), there, raw[absent..]);
    }
}
