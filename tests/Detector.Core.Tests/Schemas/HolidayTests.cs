using System.Globalization;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Schemas;

public sealed class HolidayTests
{
    private static readonly SchemaSettings Settings = new()
    {
        Fields =
        [
            new() { Name = "clock", Path = "time", Kind = FieldKind.TimeOfDay },
            new() { Name = "holiday", Path = "time", Kind = FieldKind.Holiday, Days = ["2026-04-06", "12-25", "02-29"] },
        ],
    };

    [Theory]
    [InlineData("2026-04-06T00:00:00Z", 1)]
    [InlineData("2026-04-06T23:59:59.999Z", 1)]
    [InlineData("2026-04-07T00:00:00Z", 0)]
    [InlineData("2026-04-07T01:30:00+02:00", 1)]
    [InlineData("2025-04-06T12:00:00Z", 0)]
    [InlineData("2031-12-25T12:00:00Z", 1)]
    [InlineData("1969-12-25T12:00:00Z", 1)]
    [InlineData("2024-02-29T12:00:00Z", 1)]
    [InlineData("2026-03-01T00:00:00Z", 0)]
    public void ADayOfTheListIsOne(string time, double isHoliday)
    {
        var schema = new Schema(Settings);
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] row = new double[2];

        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes($$"""{"time": "{{time}}"}"""), row).Ok);

        Assert.Equal(isHoliday, row[1]);
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() / 1000.0, row[0]);
        Assert.Equal(FieldKind.Boolean, schema.Fields[1].Kind);
    }

    [Fact]
    public void WhatIsNoTimeIsRefused()
    {
        var schema = new Schema(Settings with { Fields = [Settings.Fields[1]] });
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        byte[] message = """{"time": true}"""u8.ToArray();

        DecodeResult result = decoder.Decode(message, new double[1]);

        Assert.False(result.Ok);
        Assert.Contains("a time of the years 1 to 9999", decoder.Reason(result, message));
    }

    [Theory]
    [InlineData(FieldKind.Holiday, "Days", "which days are holidays?")]
    [InlineData(FieldKind.Holiday, "Days:1", "\"2026-02-30\" is no day such as 2026-04-06", "12-25", "2026-02-30")]
    [InlineData(FieldKind.Holiday, "Days:0", "\"25-12\" is no day", "25-12")]
    [InlineData(FieldKind.Boolean, "Days", "it is for Holiday fields, not for Boolean", "12-25")]
    public void WrongDaysAreNamed(FieldKind kind, string path, string message, params string[] days)
    {
        SchemaProblem problem = Assert.Single(Schema.Check(Settings with { Fields = [new() { Name = "h", Kind = kind, Days = days }] }));

        Assert.Equal("Fields:0:" + path, problem.Path);
        Assert.Contains(message, problem.Message);
    }
}
