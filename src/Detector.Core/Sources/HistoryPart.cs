namespace Detector.Core.Sources;

/// <summary>Which of a topic's messages are read.</summary>
public enum HistoryPart
{
    /// <summary>The oldest that the broker still has.</summary>
    First,

    /// <summary>The newest.</summary>
    Last,
}
