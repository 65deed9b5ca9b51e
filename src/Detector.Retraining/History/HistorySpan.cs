namespace Detector.Retraining.History;

/// <summary>Which events of a stream's topics are taken to train a model and to compare it.</summary>
/// <param name="Since">The Kafka timestamp from which on; null: the oldest that are still there.</param>
/// <param name="Until">The Kafka timestamp before which; null: now.</param>
/// <param name="Rows">About how many to train on, an even choice.</param>
/// <param name="HoldBack">The share of each partition's events, the newest, that is not trained on, 0..1.</param>
public sealed record HistorySpan(DateTimeOffset? Since, DateTimeOffset? Until, int Rows, double HoldBack);
