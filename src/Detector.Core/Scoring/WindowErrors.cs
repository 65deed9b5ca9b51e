using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.Scoring;

/// <summary>
/// How strange the end of a sequence is by its short windows. Each map of a <see cref="WindowCalibration"/> gives every row that ends a
/// whole window an error, the root mean square over the features; these are averaged over the rows with weights that fall by a half, or by
/// a tenth, from row to row backwards (S. W. Roberts, Control chart tests based on geometric moving averages, 1959); the largest of all
/// averages counts. One instance serves one thread; allocates nothing per sequence.
/// </summary>
public sealed class WindowErrors
{
    // A short memory for what is over at once, a long one for what is weak and lasts.
    private static readonly double[] _fadings = [0.5, 0.1];

    private readonly float[] _mean;
    private readonly Map[] _maps;
    private readonly int _features;
    private readonly int _steps;
    private readonly float[] _deviations;

    // [T] rows that are there without a gap, up to each.
    private readonly int[] _run;
    private Map _largest;
    private double[] _weights;

    /// <param name="calibration">What was learned.</param>
    /// <param name="steps">T: rows of a sequence, at least as many as the longest window has.</param>
    public WindowErrors(WindowCalibration calibration, int steps)
    {
        _mean = calibration.Mean;
        (_features, _steps) = (_mean.Length, steps);
        _maps = [.. calibration.Maps.Select((map, i) => new Map(map, _features, calibration.Steps(i) - 1, steps))];
        _deviations = new float[steps * _features];
        _run = new int[steps];
        (_largest, _weights) = (_maps[0], _maps[0].Weights[0]);
    }

    /// <summary>The sequence's largest average error: about 1 for a usual one; not finite where one of its numbers is not.</summary>
    /// <param name="sequence">
    /// [T * F] scaled; absent numbers (NaN) are taken as their mean; a window with an absent row has no error, and where none is whole
    /// there is none.
    /// </param>
    public double Of(ReadOnlySpan<float> sequence)
    {
        Take(sequence);
        return Largest().Value;
    }

    /// <summary>
    /// Splits <see cref="Of"/> among the numbers that the largest average was made of. An error u of a row is linear in the numbers of its
    /// window, so that each number has a term in u²: u times the number's weight in u, times what the number is from what it should be
    /// (gradient times input). Terms that make an error smaller get nothing. So a row that is wrong is named, and not the rows after it,
    /// which are measured against it.
    /// </summary>
    /// <param name="sequence">[T * F].</param>
    /// <param name="expected">[T * F] what the numbers should be.</param>
    /// <returns>[T * F]: not negative, they add up to what <see cref="Of"/> gives; not finite where it is not.</returns>
    public double[] Parts(ReadOnlySpan<float> sequence, ReadOnlySpan<float> expected)
    {
        Take(sequence);
        (double value, _largest, _weights) = Largest();
        double[] parts = Gradients(step => _largest.Errors[step]);
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = float.IsNaN(sequence[i]) ? 0 : Math.Max(0, parts[i] * (sequence[i] - expected[i]));
        }

        double sum = parts.Sum();
        return sum > 0 && double.IsFinite(sum) ? Array.ConvertAll(parts, part => part * value / sum) : parts;
    }

    /// <summary>
    /// Which other features make some features' errors as large as they are, as <see cref="FeatureDistance.AddFalls"/> tells it: by what
    /// their part in the squares falls when a group of features is put at its mean. Of the sequence that <see cref="Parts"/> was asked
    /// for last.
    /// </summary>
    /// <param name="first">The first of the features whose part it is.</param>
    /// <param name="count">How many they are; they belong to no group.</param>
    /// <param name="groups">[T * F] the group of each feature.</param>
    /// <param name="falls">[groups] to add to; below 0 where a group makes the part smaller.</param>
    public void AddFalls(int first, int count, ReadOnlySpan<int> groups, Span<double> falls)
    {
        double whole = Part(first, count);
        if (!(whole > 0) || !double.IsFinite(whole))
        {
            return;
        }

        float[] all = [.. _deviations];
        for (int group = 0; group < falls.Length; group++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                _deviations[i] = groups[i] == group && (i < first || i >= first + count) ? 0 : all[i];
            }

            falls[group] += (whole - Part(first, count)) / whole;
        }

        all.CopyTo(_deviations, 0);
    }

    private double Part(int first, int count)
    {
        double[] gradients = Gradients(_ => 1);
        double part = 0;
        for (int i = first; i < first + count; i++)
        {
            part += gradients[i] * _deviations[i];
        }

        return part;
    }

    // [T * F] half the slope of the weighted sum of squares, each over a step's divisor.
    private double[] Gradients(Func<int, double> divisor)
    {
        double[] gradients = new double[_deviations.Length];
        for (int step = _largest.First; step < _steps; step++)
        {
            if (_largest.IsWhole(_run[step]) && divisor(step) is > 0 and var by)
            {
                _largest.AddGradient(_deviations, step, _weights[step] / by, gradients);
            }
        }

        return gradients;
    }

    private void Take(ReadOnlySpan<float> sequence)
    {
        for (int step = 0; step < _steps; step++)
        {
            bool isThere = false;
            for (int i = step * _features; i < (step + 1) * _features; i++)
            {
                bool isAbsent = float.IsNaN(sequence[i]);
                isThere |= !isAbsent;
                _deviations[i] = isAbsent ? 0 : sequence[i] - _mean[i - (step * _features)];
            }

            _run[step] = !isThere ? 0 : step == 0 ? 1 : _run[step - 1] + 1;
        }

        foreach (Map map in _maps)
        {
            for (int step = map.First; step < _steps; step++)
            {
                map.Errors[step] = 0;
                if (map.IsWhole(_run[step]))
                {
                    map.Measure(_deviations, step);
                    map.Errors[step] = Math.Sqrt(map.Squares() / _features);
                }
            }
        }
    }

    private (double Value, Map Map, double[] Weights) Largest()
    {
        (double Value, Map Map, double[] Weights) largest = (-1, _maps[0], _maps[0].Weights[0]);
        foreach (Map map in _maps)
        {
            foreach (double[] weights in map.Weights)
            {
                double average = map.Average(_run, weights);
                if (!(average <= largest.Value))
                {
                    largest = (average, map, weights);
                }

                if (double.IsNaN(average))
                {
                    return largest; // what is nowhere for one window is no usual sequence for another
                }
            }
        }

        return largest;
    }

    /// <summary>One map, ready to be used: its columns padded to whole vectors.</summary>
    private sealed class Map
    {
        private readonly int _features;
        private readonly int _inputs;
        private readonly Vector<float>[] _columns;
        private readonly Vector<float>[] _error;

        public Map(float[] map, int features, int first, int steps)
        {
            _features = features;
            _inputs = map.Length / features;
            First = first;
            Errors = new double[steps];
            Weights =
            [
                .. _fadings.Select(fading => Enumerable.Range(0, steps).Select(step => Math.Pow(1 - fading, steps - 1 - step)).ToArray()),
            ];
            int vectors = (features + Vector<float>.Count - 1) / Vector<float>.Count;
            _error = new Vector<float>[vectors];
            _columns = new Vector<float>[_inputs * vectors];
            for (int input = 0; input < _inputs; input++)
            {
                Span<float> row = MemoryMarshal.Cast<Vector<float>, float>(_columns.AsSpan(input * vectors, vectors));
                map.AsSpan(input * features, features).CopyTo(row);
            }
        }

        /// <summary>The first step that ends a whole window.</summary>
        public int First { get; }

        /// <summary>Whether a row ends a whole window, with so many rows up to it: after a gap nothing could be expected of it.</summary>
        public bool IsWhole(int rows) => rows > First;

        /// <summary>[T] errors of the sequence's rows.</summary>
        public double[] Errors { get; }

        /// <summary>[fadings][T] how much a row counts.</summary>
        public double[][] Weights { get; }

        // [F] of the row that was measured last.
        private ReadOnlySpan<float> Error => MemoryMarshal.Cast<Vector<float>, float>(_error.AsSpan())[.._features];

        public void Measure(ReadOnlySpan<float> deviations, int step)
        {
            ReadOnlySpan<float> window = deviations.Slice(((step + 1) * _features) - _inputs, _inputs);
            ReadOnlySpan<Vector<float>> columns = _columns;
            int vectors = _error.Length;
            for (int vector = 0; vector < vectors; vector++)
            {
                var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
                int place = vector;
                int input = 0;
                for (; input < window.Length - 1; input += 2, place += 2 * vectors)
                {
                    even = Vector.FusedMultiplyAdd(new Vector<float>(window[input]), columns[place], even);
                    odd = Vector.FusedMultiplyAdd(new Vector<float>(window[input + 1]), columns[place + vectors], odd);
                }

                _error[vector] = input < window.Length
                    ? Vector.FusedMultiplyAdd(new Vector<float>(window[input]), columns[place], even) + odd
                    : even + odd;
            }
        }

        /// <summary>Adds half the slope of the squares of a row's error by each number of its window.</summary>
        public void AddGradient(ReadOnlySpan<float> deviations, int step, double weight, Span<double> gradient)
        {
            Measure(deviations, step);
            int start = ((step + 1) * _features) - _inputs;
            for (int input = 0; input < _inputs; input++)
            {
                float sum = 0;
                for (int vector = 0; vector < _error.Length; vector++)
                {
                    sum += Vector.Dot(_columns[(input * _error.Length) + vector], _error[vector]);
                }

                gradient[start + input] += weight * sum;
            }
        }

        public double Squares()
        {
            double squares = 0;
            foreach (float error in Error)
            {
                squares += (double)error * error;
            }

            return squares;
        }

        public double Norm(int[] run, double[] weights)
        {
            double norm = 0;
            for (int step = First; step < weights.Length; step++)
            {
                norm += IsWhole(run[step]) ? weights[step] : 0;
            }

            return norm > 0 ? norm : 1;
        }

        public double Average(int[] run, double[] weights)
        {
            double sum = 0;
            for (int step = First; step < weights.Length; step++)
            {
                sum += weights[step] * Errors[step];
            }

            return sum / Norm(run, weights);
        }
    }
}
