using System.Text;
using Detector.Core.Alerts;

namespace Detector.Kafka.Tests.Sinks;

internal static class SampleAlert
{
    private const long Timestamp = 1_700_000_000_456;

    public static string IdOf(long offset) => AlertId.Of("cards", "transactions", 3, offset, Timestamp, KeyOf(offset));

    public static Alert Of(long offset) => new()
    {
        Id = IdOf(offset),
        Stream = "cards",
        Key = $"card-{offset}",
        KeyBytes = KeyOf(offset),
        TimestampMs = Timestamp,
        EventTime = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Score = 12.5,
        ResidualScore = 10.25,
        DistanceScore = 0,
        CodeScore = 2.25,
        ReconstructionError = 0.1,
        Threshold = 3.5,
        Severity = Severity.Critical,
        ModelVersion = "20260101-000000",
        ThresholdVersion = "t1",
        Topic = "transactions",
        Partition = 3,
        Offset = offset,
        Features = [new FeatureContribution("amount", "9999.99", "12.5", 0.75), new FeatureContribution("größe", "\"x\"", "y", 0.25)],
    };

    private static byte[] KeyOf(long offset) => Encoding.UTF8.GetBytes($"card-{offset}");
}
