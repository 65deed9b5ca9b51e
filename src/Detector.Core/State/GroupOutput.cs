using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>One aggregate of a group.</summary>
internal readonly record struct GroupOutput
{
    public AggregateKind Kind { get; init; }

    /// <summary>Which of the group's windows it is over.</summary>
    public int Window { get; init; }

    /// <summary>Its place in the row.</summary>
    public int Target { get; init; }

    /// <summary>The column that it is about; -1 where it is about none.</summary>
    public int Column { get; init; }

    /// <summary>Which of the group's sums, or distances, it is made of; -1 where it is of neither.</summary>
    public int Part { get; init; }
}
