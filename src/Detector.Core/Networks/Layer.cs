namespace Detector.Core.Networks;

/// <summary>A fully connected layer: what it makes of x is f(Weights x + Biases).</summary>
/// <param name="Weights">[outputs * inputs], row-major.</param>
/// <param name="Biases">[outputs].</param>
/// <param name="Nonlinearity">f.</param>
public sealed record Layer(float[] Weights, float[] Biases, Nonlinearity Nonlinearity)
{
    /// <summary>Numbers that it makes.</summary>
    public int Outputs => Biases.Length;

    /// <summary>Numbers that it takes.</summary>
    public int Inputs => Weights.Length / Biases.Length;
}
