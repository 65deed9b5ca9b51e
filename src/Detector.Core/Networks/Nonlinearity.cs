namespace Detector.Core.Networks;

/// <summary>What a layer does to each number that it makes.</summary>
public enum Nonlinearity
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>1.0507 x where x is positive, 1.0507 · 1.6733 (exp(x) - 1) elsewhere (G. Klambauer et al., 2017).</summary>
    Selu,

    /// <summary>x where it is positive, 0 elsewhere.</summary>
    Relu,

    /// <summary>x where it is positive, a hundredth of x elsewhere (A. Maas, A. Hannun, A. Ng, 2013).</summary>
    LeakyRelu,

    /// <summary>x where it is positive, exp(x) - 1 elsewhere (D.-A. Clevert, T. Unterthiner, S. Hochreiter, 2016).</summary>
    Elu,

    /// <summary>x / (1 + exp(-x)).</summary>
    Silu,

    /// <summary>(exp(2x) - 1) / (exp(2x) + 1).</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
