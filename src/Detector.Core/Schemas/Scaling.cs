namespace Detector.Core.Schemas;

/// <summary>How a numeric field is brought to the scale of the others.</summary>
public enum Scaling
{
    /// <summary>(x - mean) / standard deviation.</summary>
    Standard,

    /// <summary>(x - minimum) / (maximum - minimum).</summary>
    MinMax,

    /// <summary>(x - median) / interquartile range.</summary>
    Robust,

    /// <summary>As it is.</summary>
    None,
}
