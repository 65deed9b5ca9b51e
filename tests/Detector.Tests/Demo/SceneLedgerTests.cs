using Detector.Core.Alerts;
using Detector.Core.Alerts.Frames;
using Detector.Core.Alerts.Incidents;
using Detector.Commands.Text;
using Detector.Data.Simulation.Scenes;
using Detector.Demo;
using Detector.Settings;

namespace Detector.Tests.Demo;

public class SceneLedgerTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 5, 10, 42, 0, TimeSpan.Zero);

    [Fact]
    public void An_incident_finds_what_was_there_while_it_lasted_and_is_counted_once()
    {
        var ledger = new SceneLedger();
        See(ledger, SceneKind.Vehicle, 10, 12);
        See(ledger, SceneKind.Vehicle, 13, 14); // hidden for a moment: the same one
        See(ledger, SceneKind.Runner, 20, 22);
        Assert.Equal("0 incidents, 0 false; found 0 of 2 strange things", ledger.Tally());

        Assert.Equal(SceneKind.Vehicle, ledger.Count(Told("a", 11, 11, isOver: false), Incident("a", 11, null)));
        Assert.Equal(SceneKind.Vehicle, ledger.Count(Told("a", 12, 13, isOver: true), Incident("a", 11, 13)));
        Assert.Equal("1 incident, 0 false; found 1 of 2 strange things", ledger.Tally());

        Assert.Equal(SceneKind.None, ledger.Count(Told("b", 16, 16, isOver: false), Incident("b", 16, null)));
        Assert.Equal(SceneKind.Runner, ledger.Count(Told("c", 19, 21, isOver: true), Incident("c", 19, 21)));
        Assert.Equal("3 incidents, 1 false; found 2 of 2 strange things", ledger.Tally());
    }

    [Fact]
    public void An_incident_is_a_line_of_what_a_guard_is_told()
    {
        var paint = Paint.For(TextWriter.Null);

        Assert.Equal(
            "10:42:11  warning   begins    2.0x  vehicle    camera street-1: something in the lower left (8 % of the picture)",
            IncidentLine.Format(Told("a", 11, 11, isOver: false), SceneKind.Vehicle, 200, paint));
        Assert.Equal(
            "10:42:14  warning   is over   2.0x  all usual  camera str…",
            IncidentLine.Format(Told("a", 11, 14, isOver: true), SceneKind.None, 58, paint));
    }

    [Fact]
    public void The_cameras_settings_hold_for_the_daemon()
    {
        DetectorSettings settings = DemoSettings.ForCamera("localhost:9092", "models");

        Assert.Empty(StreamChecks.Check(settings));
    }

    private static void See(SceneLedger ledger, SceneKind kind, int from, int to)
    {
        for (int second = from; second <= to; second++)
        {
            ledger.See(kind, _start.AddSeconds(second));
            ledger.See(SceneKind.None, _start.AddSeconds(second + 0.5));
        }
    }

    private static IncidentReport Incident(string id, int from, int? to) => new()
    {
        Id = id,
        State = to is null ? IncidentState.Open : IncidentState.Closed,
        Start = _start.AddSeconds(from),
        Peak = _start.AddSeconds(from),
        End = to is { } end ? _start.AddSeconds(end) : null,
        PeakScore = 2,
        Events = 1,
    };

    private static Alert Told(string id, int at, int end, bool isOver) => new()
    {
        Id = id,
        Stream = "street",
        EventTime = _start.AddSeconds(at),
        Score = 2,
        ResidualScore = 0,
        DistanceScore = 0,
        CodeScore = 0,
        ReconstructionError = 0,
        Threshold = 1,
        Severity = Severity.Warning,
        ModelVersion = "v",
        ThresholdVersion = "t",
        Topic = "frames",
        Partition = 0,
        Offset = 0,
        Features = [],
        Incident = Incident(id, at, isOver ? end : null),
        Frame = new FrameReport { Words = "camera street-1: something in the lower left (8 % of the picture)", Boxes = [] },
    };
}
