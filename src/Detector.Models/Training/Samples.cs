using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Scaled samples that training draws its batches from: a choice of the samples over one matrix of rows. Sequences that overlap share
/// their rows; a batch is put together when it is asked for. Frames, whose pixels stay bytes, and rows that do not fit into memory have no
/// such matrix and are scaled then as well.
/// </summary>
internal sealed class Samples
{
    private readonly SampleSet _set;
    private readonly FeatureTransform _transform;
    private readonly Tensor? _matrix;
    private readonly Device _device;
    private readonly int[] _places;
    private Tensor? _kept;

    // The matrix has one row more where samples are sequences: a step that is absent.
    private Samples(SampleSet set, FeatureTransform transform, SampleLayout shape, Tensor? matrix, Device device, int[] places) =>
        (_set, _transform, Shape, _matrix, _device, _places) = (set, transform, shape, matrix, device, places);

    public SampleLayout Shape { get; }

    /// <summary>Numbers a sample, D.</summary>
    public int Width => Shape.Width;

    public int Count => _places.Length;

    /// <summary>All samples of a set, on the CPU; the matrix belongs to the dispose scope.</summary>
    /// <exception cref="TrainingException">The rows do not make samples of their shape.</exception>
    public static Samples Of(SampleSet set, FeatureTransform transform)
    {
        SampleLayout shape = TrainingException.Unless(() => set.Layout.Of(transform.Width).With(transform.Sides));
        bool fits = set.Rows.IsInMemory && !set.Rows.ArePixels
            && (long)set.Count * transform.Width * sizeof(float) <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
        return new Samples(set, transform, shape, fits ? Matrix(set, transform) : null, CPU, [.. Enumerable.Range(0, set.Count)]);
    }

    /// <summary>The samples at these indexes.</summary>
    public Samples Choose(IEnumerable<int> indexes) =>
        new(_set, _transform, Shape, _matrix, _device, [.. indexes.Select(index => _places[index])]);

    /// <summary>The same samples on a device; a copy of the matrix there belongs to the dispose scope.</summary>
    public Samples To(Device device) => new(_set, _transform, Shape, _matrix?.to(device), device, _places);

    /// <summary>
    /// The same samples in memory, for those that are looked at again and again; the matrix belongs to the dispose scope.
    /// </summary>
    public Samples Kept()
    {
        if (_matrix is not null)
        {
            return this;
        }

        Tensor kept = empty(Count, Width, device: _device);
        int most = BatchLimit.For(Width);
        for (int start = 0; start < Count; start += most)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor part = Range(start, Math.Min(most, Count - start));
            kept.narrow(0, start, part.shape[0]).copy_(part);
        }

        return new Samples(_set, _transform, Shape, null, _device, _places) { _kept = kept };
    }

    /// <summary>[n, D] the samples at these indexes.</summary>
    public Tensor Take(ReadOnlySpan<long> indexes)
    {
        if (_matrix is null)
        {
            return _kept is null ? Scaled(indexes) : _kept.index_select(0, tensor(indexes.ToArray()).to(_device));
        }

        int steps = Shape.Steps;
        long[] rows = new long[indexes.Length * steps];
        for (int i = 0; i < indexes.Length; i++)
        {
            int place = _places[indexes[i]];
            for (int step = 0; step < steps; step++)
            {
                rows[(i * steps) + step] = _set.Row(place, step) is >= 0 and var row ? row : _set.Count;
            }
        }

        return _matrix.index_select(0, tensor(rows).to(_device)).reshape(indexes.Length, Width);
    }

    /// <summary>[n, D] the samples from <paramref name="start"/> on.</summary>
    public Tensor Range(int start, int count) => Take([.. Enumerable.Range(start, count).Select(index => (long)index)]);

    /// <summary>[n * D] the numbers of the samples at these indexes.</summary>
    public float[] Numbers(ReadOnlySpan<long> indexes)
    {
        using DisposeScope scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(Take(indexes).cpu().contiguous().bytes).ToArray();
    }

    /// <summary>[n * D] the numbers of the samples from <paramref name="start"/> on.</summary>
    public float[] Numbers(int start, int count) => Numbers([.. Enumerable.Range(start, count).Select(index => (long)index)]);

    /// <summary>[n][steps * fields] raw rows of the first samples.</summary>
    public double[][] Raw(int most) => [.. _places.Take(most).Select(_set.Copy)];

    /// <summary>Makes sure that every feature lies between 0 and 1, as binary cross-entropy needs it.</summary>
    /// <exception cref="TrainingException">One does not.</exception>
    public void CheckProbabilities(IReadOnlyList<string> names)
    {
        int most = BatchLimit.For(Width);
        for (int start = 0; start < Count; start += most)
        {
            using DisposeScope scope = NewDisposeScope();
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(Range(start, Math.Min(most, Count - start)).bytes);
            for (int wrong = 0; wrong < values.Length; wrong++)
            {
                if (values[wrong] is < -1e-6f or > 1 + 1e-6f)
                {
                    throw new TrainingException(
                        $"Model.Loss is Bce, which needs features between 0 and 1, but {names[wrong % names.Count]} "
                        + $"is {values[wrong]} in row {_places[start + (wrong / Width)] + 1}. Scaling MinMax, or another loss, would do.");
                }
            }
        }
    }

    private static Tensor Matrix(SampleSet set, FeatureTransform transform)
    {
        Tensor matrix = full([set.Count + (set.Layout.HasSteps ? 1 : 0), transform.Width], Scalars.Kept(float.NaN));
        int most = BatchLimit.For(transform.Width);
        for (int start = 0; start < set.Count; start += most)
        {
            int count = Math.Min(most, set.Count - start);
            using Tensor part = matrix.narrow(0, start, count);
            Scale(set, transform, set.Rows.Rows(start, count), count, MemoryMarshal.Cast<byte, float>(part.bytes));
        }

        return matrix;
    }

    private static void Scale(SampleSet set, FeatureTransform transform, ReadOnlyRowSpan rows, int count, Span<float> features)
    {
        transform.Transform(rows, count, features);
        if (set.Layout.HasSteps)
        {
            AbsentSteps.Mark(rows, transform.FieldCount, features, transform.Width);
        }
    }

    private Tensor Scaled(ReadOnlySpan<long> indexes)
    {
        int numbers = indexes.Length * _set.Layout.Width;
        RowSpan raw = ArrayStore.Of(numbers, _set.Rows.ArePixels).Slice(0, numbers);
        for (int i = 0; i < indexes.Length; i++)
        {
            _set.CopyTo(_places[indexes[i]], raw.Slice(i * _set.Layout.Width, _set.Layout.Width));
        }

        float[] features = new float[indexes.Length * Width];
        Scale(_set, _transform, raw, indexes.Length * Shape.Steps, features);
        return tensor(features, [indexes.Length, Width]).to(_device);
    }
}
