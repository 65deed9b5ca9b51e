using Detector.Core.Features;

namespace Detector.Core.Samples;

/// <summary>
/// Samples to train or to score: one a raw row, and as many as there are rows. A vector or an image is its row alone; in a sequence the
/// row is the last of a window of rows in order, so that samples overlap and the rows are kept once.
/// </summary>
public sealed class SampleSet
{
    private readonly int[] _first;
    private readonly RowOrigins? _origins;

    private SampleSet(RowSet rows, SampleLayout layout, WindowSettings window, int[] first, RowOrigins? origins) =>
        (Rows, Layout, Window, _first, _origins) = (rows, layout, window, first, origins);

    /// <summary>The raw rows; in sets of sequences those of one sequence stand together, in order.</summary>
    public RowSet Rows { get; }

    /// <summary>What a raw sample is made of.</summary>
    public SampleLayout Layout { get; }

    /// <summary>What makes a sample of rows.</summary>
    public WindowSettings Window { get; }

    /// <summary>Rows a sample at most, T: 1 for vectors and images.</summary>
    public int Steps => Layout.Steps;

    public int Count => Rows.Count;

    /// <summary>Every row is a vector.</summary>
    public static SampleSet Vectors(RowSet rows) => Of(rows, new(rows.FieldCount));

    /// <summary>Every row is a sample.</summary>
    /// <exception cref="ArgumentException">A row has other numbers than the layout.</exception>
    public static SampleSet Of(RowSet rows, SampleLayout layout) => Of(rows, layout, null);

    internal static SampleSet Of(RowSet rows, SampleLayout layout, RowOrigins? origins) => layout.Width == rows.FieldCount
        ? new(rows, layout, new(), [], origins)
        : throw new ArgumentException($"an {layout} has {layout.Width} numbers, but the rows have {rows.FieldCount} fields", nameof(rows));

    /// <summary>Every row ends a sequence of up to so many rows.</summary>
    public static SampleSet Sequences(RowSet rows, int steps, IReadOnlyList<int> starts) =>
        Sequences(rows, new WindowSettings { Steps = steps }, starts);

    /// <summary>Every row ends a sequence.</summary>
    /// <param name="rows">The rows, one sequence behind another.</param>
    /// <param name="window">What a sample looks at.</param>
    /// <param name="starts">Rising places at which a sequence starts; 0 is one of them. Samples do not reach across.</param>
    /// <exception cref="ArgumentException">There are no steps, or the starts are no such places.</exception>
    public static SampleSet Sequences(RowSet rows, WindowSettings window, IReadOnlyList<int> starts) =>
        Sequences(rows, window, starts, null);

    internal static SampleSet Sequences(RowSet rows, WindowSettings window, IReadOnlyList<int> starts, RowOrigins? origins)
    {
        if (window.Steps < 1)
        {
            throw new ArgumentException($"a sequence has at least 1 step, not {window.Steps}", nameof(window));
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
                first[row] = Math.Max(starts[sequence], row - window.Span + 1);
            }
        }

        return new(rows, new(window.Steps, rows.FieldCount), window, first, origins);
    }

    /// <summary>Where a sample's last row came from; null where nobody knows.</summary>
    public RowOrigin? Origin(int index) => _origins?[index];

    /// <summary>The place of a sample's first row; its last is <paramref name="index"/>.</summary>
    public int First(int index) => Layout.HasSteps ? _first[index] : index;

    /// <summary>Whether it is a sample to train on: of sequences that wait until they are full, only full ones are.</summary>
    public bool IsSample(int index) => Window.UntilFull == UntilFull.Pad || !Layout.HasSteps || index + 1 - First(index) == Window.Span;

    /// <summary>The place of a step's row; -1 where it is absent.</summary>
    public int Row(int index, int step)
    {
        int row = index - ((Steps - 1 - step) * Window.Stride);
        return row < First(index) ? -1 : row;
    }

    /// <summary>[Layout.Width] a copy of a sample's raw rows, as <see cref="CopyTo"/> makes it.</summary>
    public double[] Copy(int index)
    {
        double[] raw = new double[Layout.Width];
        CopyTo(index, raw);
        return raw;
    }

    /// <summary>Copies a sample's raw rows; steps that it does not have come first and are NaN throughout.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="raw">[Layout.Width] out.</param>
    public void CopyTo(int index, RowSpan raw)
    {
        if (Window.Stride == 1)
        {
            int there = index + 1 - First(index);
            int absent = Layout.Width - (there * Rows.FieldCount);
            raw.Numbers[..absent].Fill(double.NaN);
            Rows.CopyTo(First(index), there, raw.Slice(absent, raw.Length - absent));
            return;
        }

        for (int step = 0; step < Steps; step++)
        {
            RowSpan place = raw.Slice(step * Rows.FieldCount, Rows.FieldCount);
            if (Row(index, step) is >= 0 and var row)
            {
                Rows.CopyTo(row, 1, place);
            }
            else
            {
                place.Numbers.Fill(double.NaN);
            }
        }
    }
}
