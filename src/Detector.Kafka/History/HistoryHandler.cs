using Detector.Core.Sources;

namespace Detector.Kafka.History;

/// <summary>Takes one message of a topic's past, borrowed until it returns.</summary>
public delegate void HistoryHandler(in EventView message);
