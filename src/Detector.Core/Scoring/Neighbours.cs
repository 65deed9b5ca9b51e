namespace Detector.Core.Scoring;

/// <summary>
/// Usual rows in groups of the same size. A row's distance from them is the mean over the groups of its distance from the nearest of each:
/// about that from the nearest hundredth of all of them, but found without sorting.
/// </summary>
public sealed record Neighbours
{
    /// <summary>[groups * m * n], a group's rows one behind the other; all of them finite.</summary>
    public required float[] Rows { get; init; }

    /// <summary>Groups, G.</summary>
    public required int Groups { get; init; }

    /// <summary>Numbers a row, n.</summary>
    public required int Width { get; init; }

    /// <summary>Rows a group, m.</summary>
    public int GroupRows => Rows.Length / Width / Groups;
}
