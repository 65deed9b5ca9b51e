using Detector.Models.Families.Boltzmann;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Boltzmann;

/// <summary>A restricted Boltzmann machine so small that every state can be visited, in double precision.</summary>
internal sealed class Enumeration
{
    private readonly float[] _weight;
    private readonly float[] _visibleBias;
    private readonly float[] _hiddenBias;
    private readonly double[]? _variance;

    public Enumeration(RbmLayer layer)
    {
        Dictionary<string, Tensor> state = layer.state_dict();
        float[] Numbers(string name) => state[name].detach().contiguous().data<float>().ToArray();
        (_weight, _visibleBias, _hiddenBias) = (Numbers("weight"), Numbers("visible_bias"), Numbers("hidden_bias"));
        _variance = state.ContainsKey("log_variance") ? [.. Numbers("log_variance").Select(log => Math.Exp(log))] : null;
    }

    public int Visible => _visibleBias.Length;

    public int Hidden => _hiddenBias.Length;

    /// <summary>Every row of so many zeros and ones.</summary>
    public static double[][] States(int units) =>
        [.. Enumerable.Range(0, 1 << units)
            .Select(state => Enumerable.Range(0, units).Select(unit => (double)((state >> unit) & 1)).ToArray())];

    /// <summary>E(v, h).</summary>
    public double Energy(double[] v, double[] h)
    {
        double energy = 0;
        for (int i = 0; i < Visible; i++)
        {
            double far = v[i] - _visibleBias[i];
            energy += _variance is null ? -_visibleBias[i] * v[i] : far * far / (2 * _variance[i]);
        }

        for (int j = 0; j < Hidden; j++)
        {
            energy -= _hiddenBias[j] * h[j];
            for (int i = 0; i < Visible; i++)
            {
                energy -= h[j] * _weight[(j * Visible) + i] * v[i] / (_variance?[i] ?? 1);
            }
        }

        return energy;
    }

    public double FreeEnergy(double[] v) => -Math.Log(States(Hidden).Sum(h => Math.Exp(-Energy(v, h))));

    /// <summary>log Z: over all states of 0 and 1, or over the hidden ones the integral over the visible, which is a Gaussian's.</summary>
    public double LogPartition() => _variance is null
        ? Math.Log(States(Visible).Sum(v => Math.Exp(-FreeEnergy(v))))
        : Math.Log(States(Hidden).Sum(h => Math.Exp(-Energy(Mean(h), h))))
        + _variance.Sum(variance => 0.5 * Math.Log(2 * Math.PI * variance));

    /// <summary>Mean log-likelihood of rows.</summary>
    public double LogLikelihood(double[][] rows) => rows.Average(row => -FreeEnergy(row)) - LogPartition();

    /// <summary>P(h) of every hidden state.</summary>
    public double[] HiddenProbabilities()
    {
        double[] weights = [.. States(Hidden)
            .Select(h => _variance is null ? States(Visible).Sum(v => Math.Exp(-Energy(v, h))) : Math.Exp(-Energy(Mean(h), h)))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    /// <summary>
    /// [H * V] the gradient of the mean log-likelihood with respect to the weights, of units that are 0 or 1: how much more often two
    /// units are 1 together in the rows than in the model.
    /// </summary>
    public double[] WeightGradient(double[][] rows)
    {
        double partition = LogPartition();
        double[] gradient = new double[Hidden * Visible];
        foreach ((double[] v, double share) in rows.Select(row => (row, 1.0 / rows.Length))
            .Concat(States(Visible).Select(v => (v, -Math.Exp(-FreeEnergy(v) - partition)))))
        {
            foreach (double[] h in States(Hidden))
            {
                double probability = Math.Exp(FreeEnergy(v) - Energy(v, h));
                for (int place = 0; place < gradient.Length; place++)
                {
                    gradient[place] += share * probability * h[place / Visible] * v[place % Visible];
                }
            }
        }

        return gradient;
    }

    /// <summary>Mean of normal visible units, given the hidden ones.</summary>
    public double[] Mean(double[] h) =>
        [.. Enumerable.Range(0, Visible)
            .Select(i => _visibleBias[i] + Enumerable.Range(0, Hidden).Sum(j => h[j] * _weight[(j * Visible) + i]))];
}
