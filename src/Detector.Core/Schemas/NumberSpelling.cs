namespace Detector.Core.Schemas;

/// <summary>How numbers are written in texts.</summary>
public enum NumberSpelling
{
    /// <summary>Digits and a point: 1234.56, -3e4.</summary>
    Plain,

    /// <summary>With groups of thousands before a decimal point: 1,234.56.</summary>
    Point,

    /// <summary>With a decimal comma: 1.234,56.</summary>
    Comma,
}
