namespace Detector.Core.Samples;

/// <summary>What a sample is; the value is its number of dimensions.</summary>
public enum SampleKind
{
    /// <summary>[features].</summary>
    Vector = 1,

    /// <summary>[steps, features].</summary>
    Sequence = 2,

    /// <summary>[channels, height, width].</summary>
    Image = 3,
}
