using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Thresholds;
using Detector.Streams.Status;

namespace Detector.Dashboard.Tests;

/// <summary>Ordinary streams and alerts, for tests to differ from.</summary>
internal static class Sample
{
    public static StreamStatus Waiting(string name) =>
        new() { Name = name, State = StreamState.Waiting, Missing = ["model", "broker", "assignment"] };

    public static StreamStatus Stream(string name) => new()
    {
        Name = name,
        State = StreamState.Running,
        Model = new ModelStatus("20250301-101500", "dense", "cpu"),
        Threshold = new Threshold { Value = 3.25, Method = ThresholdMethod.MedianMad, Target = 0.01, Version = "t7", Samples = 5000 },
        BrokerConnected = true,
        AssignedPartitions = 3,
        EventsConsumed = 1_000_010,
        EventsScored = 1_000_000,
        EventsDeadLettered = 4,
        Alerts = 9_950,
        EventsPerSecond = 1234.5,
        Lag = 17,
    };

    public static Alert Alert(int number, string stream = "cards") => new()
    {
        Id = "id-" + number.ToString(CultureInfo.InvariantCulture),
        Stream = stream,
        Key = "card-77",
        EventTime = DateTimeOffset.UnixEpoch.AddSeconds(number),
        Score = 7.5,
        ResidualScore = 5,
        DistanceScore = 0,
        CodeScore = 2.5,
        ReconstructionError = 0.75,
        Threshold = 3.25,
        Severity = Severity.Critical,
        ModelVersion = "20250301-101500",
        ThresholdVersion = "t7",
        Topic = "transactions",
        Partition = 2,
        Offset = 41,
        Features = [new FeatureContribution("amount", "4210", "38.2", 0.61),
            new FeatureContribution("country", "Österreich", "Italia", 0.39)],
    };
}
