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
    private readonly bool[] _isThere;

    /// <param name="calibration">What was learned.</param>
    /// <param name="steps">T: rows of a sequence, at least as many as the longest window has.</param>
    public WindowErrors(WindowCalibration calibration, int steps)
    {
        _mean = calibration.Mean;
        (_features, _steps) = (_mean.Length, steps);
        _maps = [.. calibration.Maps.Select((map, i) => new Map(map, _features, calibration.Steps(i) - 1, steps))];
        _deviations = new float[steps * _features];
        _isThere = new bool[steps];
    }

    /// <summary>The sequence's largest average error: about 1 for a usual one; not finite where one of its numbers is not.</summary>
    /// <param name="sequence">[T * F] scaled; absent numbers (NaN) are taken as their mean, and an absent row has no error.</param>
    public double Of(ReadOnlySpan<float> sequence)
    {
        Take(sequence);
        return Largest().Value;
    }

    /// <summary>
    /// Splits <see cref="Of"/> among the rows whose errors made the largest average, and these by the square of each feature's error.
    /// </summary>
    /// <param name="sequence">[T * F].</param>
    /// <returns>[T * F]: they add up to what <see cref="Of"/> gives.</returns>
    public double[] Parts(ReadOnlySpan<float> sequence)
    {
        Take(sequence);
        (_, Map map, double[] weights) = Largest();
        double[] parts = new double[sequence.Length];
        double norm = map.Norm(_isThere, weights);
        for (int step = map.First; step < _steps; step++)
        {
            if (_isThere[step] && map.Errors[step] > 0)
            {
                map.Measure(_deviations, step);
                double part = weights[step] * map.Errors[step] / (norm * map.Squares());
                for (int i = 0; i < _features; i++)
                {
                    parts[(step * _features) + i] = part * map.Error[i] * map.Error[i];
                }
            }
        }

        return parts;
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

            _isThere[step] = isThere;
        }

        foreach (Map map in _maps)
        {
            for (int step = map.First; step < _steps; step++)
            {
                map.Errors[step] = 0;
                if (_isThere[step])
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
                double average = map.Average(_isThere, weights);
                if (!(average <= largest.Value))
                {
                    largest = (average, map, weights);
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

        /// <summary>[T] errors of the sequence's rows.</summary>
        public double[] Errors { get; }

        /// <summary>[fadings][T] how much a row counts.</summary>
        public double[][] Weights { get; }

        /// <summary>[F] of the row that was measured last.</summary>
        public ReadOnlySpan<float> Error => MemoryMarshal.Cast<Vector<float>, float>(_error.AsSpan())[.._features];

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

        public double Squares()
        {
            double squares = 0;
            foreach (float error in Error)
            {
                squares += (double)error * error;
            }

            return squares;
        }

        public double Norm(bool[] isThere, double[] weights)
        {
            double norm = 0;
            for (int step = First; step < weights.Length; step++)
            {
                norm += isThere[step] ? weights[step] : 0;
            }

            return norm > 0 ? norm : 1;
        }

        public double Average(bool[] isThere, double[] weights)
        {
            double sum = 0;
            for (int step = First; step < weights.Length; step++)
            {
                sum += weights[step] * Errors[step];
            }

            return sum / Norm(isThere, weights);
        }
    }
}
