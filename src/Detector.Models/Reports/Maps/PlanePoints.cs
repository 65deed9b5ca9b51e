namespace Detector.Models.Reports.Maps;

/// <summary>Points of a plane.</summary>
/// <param name="count">How many.</param>
internal sealed class PlanePoints(int count)
{
    public int Count { get; } = count;

    /// <summary>[Count].</summary>
    public double[] X { get; } = new double[count];

    /// <summary>[Count].</summary>
    public double[] Y { get; } = new double[count];
}
