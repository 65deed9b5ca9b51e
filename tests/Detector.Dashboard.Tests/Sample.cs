using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Frames;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Frames;
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

    /// <summary>An incident of a camera: a white square in the upper left of a picture, for 42 seconds.</summary>
    public static Alert Incident(IncidentState state)
    {
        var layout = new SampleLayout(3, 48, 64);
        byte[] pixels = [.. Enumerable.Range(0, 3 * 48 * 64).Select(i => (byte)(IsThere(i) ? 250 : 40 + (i % 64)))];
        var places = new StrangePlaces([.. Enumerable.Range(0, pixels.Length).Select(i => IsThere(i) ? 1.0 : 0)], layout);
        bool isOver = state == IncidentState.Closed;
        return Alert(7, "yard") with
        {
            Id = isOver ? "end" : "start", Key = "door-2", Score = isOver ? 9 : 5,
            Severity = isOver ? Severity.Critical : Severity.Warning,
            Features = [new FeatureContribution("x3 y4", "250", "40", 0.02)],
            Parts = [new ScorePart("residual", 5, "rebuilt badly"), new ScorePart("code", 1, "an unusual code")],
            Incident = new IncidentReport
            {
                Id = "start", State = state, Start = DateTimeOffset.UnixEpoch, Peak = DateTimeOffset.UnixEpoch.AddSeconds(7),
                End = isOver ? DateTimeOffset.UnixEpoch.AddSeconds(42) : null, PeakScore = 9, Events = isOver ? 12 : 1,
            },
            Frame = new FrameReport
            {
                Words = $"camera door-2: {places.Words}" + (isOver ? ", 42 s" : ""), Boxes = places.Boxes,
                Picture = MarkedPicture.Draw(new ReadOnlyRowSpan(pixels), layout, places),
            },
        };
    }

    private static bool IsThere(int pixel) => pixel % (48 * 64) is var at && at % 64 is > 8 and < 20 && at / 64 is > 6 and < 18;

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
