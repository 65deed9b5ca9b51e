using Detector.Streams.Status;

namespace Detector.Dashboard.Live;

/// <summary>What the page is told each second.</summary>
/// <param name="Now">The daemon's clock, Unix time in seconds.</param>
/// <param name="Streams">How the streams are.</param>
/// <param name="Scores">The asked stream's scores of the seconds that were not told yet; null where none was asked for.</param>
internal sealed record LiveStatus(long Now, IReadOnlyList<StreamStatus> Streams, ScoreColumns? Scores);
