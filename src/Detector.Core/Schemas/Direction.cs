namespace Detector.Core.Schemas;

/// <summary>On which side of its mean a number is strange when it is far off.</summary>
public enum Direction
{
    /// <summary>On both.</summary>
    Both,

    /// <summary>Above it only; what is below counts as the mean.</summary>
    Above,

    /// <summary>Below it only; what is above counts as the mean.</summary>
    Below,
}
