using Detector.Core.Formats;
using Detector.Kafka.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Kafka.Tests.Sinks;

public sealed class DeadLetterLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestLog _log = new();

    [Fact]
    public void OneLineAMinuteSaysHowManyAndWhy()
    {
        using var letters = new DeadLetterLog("cards", "alerts.dead-letters", _log, _time);
        letters.Add(DecodeErrorKind.Malformed, "transactions", 1, 5);
        Assert.Equal(
            [(LogLevel.Warning,
                "Stream cards: 1 messages could not be read and go to alerts.dead-letters (1 malformed; the last: transactions/1 at 5)")],
            _log.Lines);

        letters.Add(DecodeErrorKind.Malformed, "transactions", 1, 6);
        letters.Add(DecodeErrorKind.MissingField, "transactions", 2, 7);
        letters.Add(DecodeErrorKind.Malformed, "transactions", 0, 8);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_log.Lines);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            "Stream cards: 3 messages could not be read and go to alerts.dead-letters "
            + "(2 malformed, 1 missing_field; the last: transactions/0 at 8)",
            _log.Lines.Last().Text);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _log.Lines.Count);
        letters.Add(DecodeErrorKind.Empty, "transactions", 0, 9);
        Assert.Equal(3, _log.Lines.Count);
    }

    [Fact]
    public void WhatWasNotSaidIsSaidAtTheEnd()
    {
        var letters = new DeadLetterLog("cards", "dead", _log, _time);
        letters.Add(DecodeErrorKind.Empty, "transactions", 0, 1);
        letters.Add(DecodeErrorKind.Empty, "transactions", 0, 2);
        letters.Dispose();
        Assert.Equal(2, _log.Lines.Count);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _log.Lines.Count);
    }
}
