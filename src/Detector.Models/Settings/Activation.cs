namespace Detector.Models.Settings;

/// <summary>The function between two layers.</summary>
public enum Activation
{
    /// <summary>Scaled exponential linear unit: keeps activations near mean 0 and variance 1 by itself.</summary>
    Selu,

    Relu,

    LeakyRelu,

    Elu,

    Gelu,

    Silu,

    Tanh,

    Sigmoid,
}
