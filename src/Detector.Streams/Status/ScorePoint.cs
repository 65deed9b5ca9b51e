namespace Detector.Streams.Status;

/// <summary>The scores of the events that were published within one second.</summary>
/// <param name="Second">Unix time, seconds.</param>
/// <param name="Events">How many there were; at least one.</param>
/// <param name="Alerts">How many of them raised an alert.</param>
/// <param name="Median">Score that half of them are below, to within 4 %.</param>
/// <param name="P99">Score that 99 % of them are below, to within 4 %.</param>
/// <param name="Max">The largest score, at most 4,194,304.</param>
/// <param name="Threshold">The threshold in force at the second's end.</param>
/// <param name="Delay">Seconds between the oldest one's entry into Kafka and its publishing; null where Kafka gave no time.</param>
public readonly record struct ScorePoint(
    long Second, int Events, int Alerts, float Median, float P99, float Max, float Threshold, float? Delay);
