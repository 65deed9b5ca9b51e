namespace Detector.Streams.Status;

/// <summary>Knows how the daemon's streams are; called from any thread, at each request, so it must be quick.</summary>
public interface IStreamStatusSource
{
    /// <summary>One entry per configured stream, in the order of the settings; empty until the streams have been set up.</summary>
    IReadOnlyList<StreamStatus> Read();

    /// <summary>A stream's scores over the last hour; null: there is no such stream.</summary>
    ScoreHistory? Scores(string stream);
}
