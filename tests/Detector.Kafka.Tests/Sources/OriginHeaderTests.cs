using System.Text;
using Detector.Core.Sources;
using Detector.Kafka.Sources;

namespace Detector.Kafka.Tests.Sources;

public sealed class OriginHeaderTests
{
    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var header = new OriginHeader();
        var origin = new EventOrigin("cards.payments-2_x", 17, 123_456_789_012);
        Assert.Equal("cards.payments-2_x/17/123456789012", Encoding.UTF8.GetString(OriginHeader.Write(origin)));
        Assert.Equal(origin, header.Read(OriginHeader.Write(origin)));
        Assert.Same(header.Read(OriginHeader.Write(origin))!.Value.Topic, header.Read(OriginHeader.Write(origin))!.Value.Topic);
    }

    [Theory]
    [InlineData("")]
    [InlineData("payments")]
    [InlineData("payments/1")]
    [InlineData("/1/2")]
    [InlineData("payments/1/")]
    [InlineData("payments/a/2")]
    [InlineData("payments/-1/2")]
    [InlineData("payments/1/2x")]
    [InlineData("payments/1/99999999999999999999")]
    public void AnotherHeaderOfThatNameSaysNothing(string value) =>
        Assert.Null(new OriginHeader().Read(Encoding.UTF8.GetBytes(value)));
}
