namespace Detector.Models.Stages;

/// <summary>
/// The learning rate in one cycle (L. Smith, N. Topin, 2018), along cosines as in PyTorch: up for three tenths of the steps, then down to
/// almost nothing.
/// </summary>
/// <param name="highest">The rate at the top.</param>
/// <param name="steps">Steps of the cycle.</param>
internal sealed class OneCycle(double highest, int steps)
{
    private const double Rise = 0.3;
    private const double FirstDivisor = 25;
    private const double LastDivisor = 1e4;

    /// <summary>The rate of a step, 0 for the first.</summary>
    public double Rate(int step)
    {
        double first = highest / FirstDivisor;
        double top = (Rise * steps) - 1;
        return step <= top ? Between(first, highest, step / top) : Between(highest, first / LastDivisor, (step - top) / (steps - 1 - top));
    }

    private static double Between(double start, double end, double share) => end + ((start - end) / 2 * (Math.Cos(Math.PI * share) + 1));
}
