using Detector.Kafka.Clients;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Kafka.Tests.Clients;

public sealed class ConnectionWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestLog _log = new();

    [Fact]
    public void SaysItAtOnceThenOnceAMinuteThenThatItIsOver()
    {
        using var watch = new ConnectionWatch("source of stream cards", _log, _time);
        watch.Report("no broker");
        watch.Report("no broker still");
        Assert.Equal("no broker still", watch.Problem);
        Assert.Equal([(LogLevel.Warning, "The source of stream cards waits: no broker")], _log.Lines);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_log.Lines);
        _time.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(4, _log.Warnings.Count());
        Assert.Equal("The source of stream cards waits: no broker still", _log.Warnings.Last());

        watch.Clear();
        watch.Clear();
        Assert.Null(watch.Problem);
        Assert.Equal((LogLevel.Information, "The source of stream cards goes on"), _log.Lines.Last());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, _log.Lines.Count);
    }

    [Fact]
    public void SaysNothingWhereNothingIsWrong()
    {
        using var watch = new ConnectionWatch("source", _log, _time);
        watch.Clear();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void IsSilentOnceDisposed()
    {
        var watch = new ConnectionWatch("source", _log, _time);
        watch.Report("no broker");
        watch.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(_log.Lines);
    }
}
