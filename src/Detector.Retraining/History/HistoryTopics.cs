using Detector.Core.Sources;
using Detector.Streams.Lookback;

namespace Detector.Retraining.History;

/// <summary>The topics that a training reads.</summary>
/// <param name="Events">The stream's own.</param>
/// <param name="Verdicts">Where verdicts on its events come from; null: nobody asks for them.</param>
/// <param name="Alerts">Where its alerts go; null: nobody asks for them.</param>
/// <param name="Counted">Those verdicts as the schema's aggregates count them; null where they count none.</param>
public sealed record HistoryTopics(
    IEventHistory Events, IEventHistory? Verdicts = null, IEventHistory? Alerts = null, PastVerdicts? Counted = null);
