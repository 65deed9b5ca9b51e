namespace Detector.Models.Settings;

/// <summary>Numbers that are multiplied in training; sums, weights and scores are of single precision always.</summary>
public enum Precision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>
    /// Eight bits of precision, the range of single precision: half the memory,
    /// and on a GPU's tensor cores many times the speed for wide layers.
    /// </summary>
    BFloat16,
}
