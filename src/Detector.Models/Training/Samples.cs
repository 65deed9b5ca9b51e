using System.Runtime.InteropServices;
using Detector.Core.Features;
using Detector.Core.Samples;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Scaled samples that training draws its batches from: a choice of the samples over one matrix of rows. Sequences that overlap share their rows; a batch
/// is put together when it is asked for.
/// </summary>
internal sealed class Samples
{
    private const int Chunk = 4096;

    private readonly SampleSet _set;
    private readonly Tensor _rows;
    private readonly int[] _places;

    // The rows' matrix has one row more where samples are sequences: a step that is absent.
    private Samples(SampleSet set, SampleShape shape, Tensor rows, int[] places) => (_set, Shape, _rows, _places) = (set, shape, rows, places);

    public SampleShape Shape { get; }

    /// <summary>Numbers a sample, D.</summary>
    public int Width => Shape.Width;

    public int Count => _places.Length;

    /// <summary>All samples of a set, on the CPU; the matrix belongs to the dispose scope.</summary>
    /// <exception cref="TrainingException">The rows do not make samples of their shape.</exception>
    public static Samples Of(SampleSet set, FeatureTransform transform)
    {
        SampleShape shape = TrainingException.Unless(() => set.Shape(transform.Width));
        Tensor matrix = full([set.Count + (set.IsSequence ? 1 : 0), transform.Width], float.NaN);
        for (int start = 0; start < set.Count; start += Chunk)
        {
            int count = Math.Min(Chunk, set.Count - start);
            using Tensor part = matrix.narrow(0, start, count);
            Span<float> features = MemoryMarshal.Cast<byte, float>(part.bytes);
            transform.Transform(set.Rows.Rows(start, count), count, features);
            if (set.IsSequence)
            {
                AbsentSteps.Mark(set.Rows.Rows(start, count), transform.FieldCount, features, transform.Width);
            }
        }

        return new Samples(set, shape, matrix, [.. Enumerable.Range(0, set.Count)]);
    }

    /// <summary>The samples at these indexes.</summary>
    public Samples Choose(IEnumerable<int> indexes) => new(_set, Shape, _rows, [.. indexes.Select(index => _places[index])]);

    /// <summary>The same samples on a device; a copy of the matrix there belongs to the dispose scope.</summary>
    public Samples To(Device device) => new(_set, Shape, _rows.to(device), _places);

    /// <summary>[n, D] the samples at these indexes.</summary>
    public Tensor Take(ReadOnlySpan<long> indexes)
    {
        int steps = Shape.Steps;
        long[] rows = new long[indexes.Length * steps];
        for (int i = 0; i < indexes.Length; i++)
        {
            int last = _places[indexes[i]];
            int first = _set.First(last);
            for (int step = 0; step < steps; step++)
            {
                int row = last - steps + 1 + step;
                rows[(i * steps) + step] = row < first ? _set.Count : row;
            }
        }

        return _rows.index_select(0, tensor(rows).to(_rows.device)).reshape(indexes.Length, Width);
    }

    /// <summary>[n, D] the samples from <paramref name="start"/> on.</summary>
    public Tensor Range(int start, int count) => Take([.. Enumerable.Range(start, count).Select(index => (long)index)]);

    /// <summary>[n][steps * fields] raw rows of the first samples.</summary>
    public double[][] Raw(int most) => [.. _places.Take(most).Select(place =>
    {
        double[] raw = new double[_set.RawWidth];
        _set.CopyTo(place, raw);
        return raw;
    })];

    /// <summary>Makes sure that every feature lies between 0 and 1, as binary cross-entropy needs it.</summary>
    /// <exception cref="TrainingException">One does not.</exception>
    public void CheckProbabilities(IReadOnlyList<string> names)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(_rows.bytes);
        foreach (int place in _places)
        {
            ReadOnlySpan<float> row = values.Slice(place * names.Count, names.Count);
            int wrong = row.IndexOfAnyExceptInRange(-1e-6f, 1 + 1e-6f);
            if (wrong >= 0 && !float.IsNaN(row[wrong]))
            {
                throw new TrainingException($"Model.Loss is Bce, which needs features between 0 and 1, but {names[wrong]} "
                    + $"is {row[wrong]} in row {place + 1}. Scaling MinMax, or another loss, would do.");
            }
        }
    }
}
