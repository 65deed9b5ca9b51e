using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats;

public class IncludedColumnsTests
{
    private static readonly SchemaSettings Json = new();

    [Theory]
    [InlineData("""{"id":"T-1","x":1}""", "id", "T-1")]
    [InlineData(""" { "x" : [1, {"id":2}] , "id" : "a\"b\u00e9\n" } """, "id", "a\"bé\n")]
    [InlineData("""{"id":12345678901234567890.10}""", "id", "12345678901234567890.10")]
    [InlineData("""{"id":-1e5}""", "id", "-1e5")]
    [InlineData("""{"id":true}""", "id", "true")]
    [InlineData("""{"id":null}""", "id", "")]
    [InlineData("""{"id":""}""", "id", "")]
    [InlineData("""{"ID":1}""", "id", null)]
    [InlineData("""{"id":{"a":[1, "}"]},"y":2}""", "id", """{"a":[1, "}"]}""")]
    [InlineData("""{"a":{"b":{"c":7}}}""", "a.b.c", "7")]
    [InlineData("""{"a":{"b.c":7},"a.b":{"c":8}}""", "a.b.c", "8")]
    [InlineData("""{"a":{"b":1},"a.b":2}""", "a.b", "2")]
    [InlineData("""{"a":[1,[2,3],{"b":4}]}""", "a.2.b", "4")]
    [InlineData("""{"a":[1,[2,3]]}""", "a.1.1", "3")]
    [InlineData("""{"a":[1]}""", "a.1", null)]
    [InlineData("""{"a":[1]}""", "a.00", null)]
    [InlineData("""{"a":[]}""", "a.0", null)]
    [InlineData("""{"id":1,"id":2}""", "id", "2")]
    [InlineData("""{"\u0069d":3}""", "id", "3")]
    [InlineData("""{"x":NaN,"y":-Infinity,"id":4}""", "id", "4")]
    [InlineData("""{"id":NaN}""", "id", "NaN")]
    [InlineData("""{"id":"\ud800x"}""", "id", "\\ud800x")]
    [InlineData("""{"id":"\ud83d\ude00"}""", "id", "😀")]
    [InlineData("""{"id":"a\u0000b"}""", "id", "a\0b")]
    [InlineData("""{"x":"\\","id":5}""", "id", "5")]
    [InlineData("{}", "id", null)]
    [InlineData("""{"id":6,"x":""", "id", "6")] // broken behind it
    [InlineData("""{"id":""", "id", null)]
    [InlineData("""{"id":"6""", "id", null)]
    [InlineData("""{"id\u00":1}""", "id", null)]
    [InlineData("", "id", null)]
    [InlineData("[1]", "0", "1")]
    public void AValueOfJsonIsToldAsItStands(string message, string path, string? text) =>
        Assert.Equal([text], new IncludedColumns(Json, [path]).Read(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void WhatIsNoUtf8IsReplaced() =>
        Assert.Equal(["a\uFFFDb"], new IncludedColumns(Json, ["id"]).Read([.. "{\"id\":\"a"u8, 0xFF, .. "b\"}"u8]));

    // A key is read by the same rules, by other code.
    [Fact]
    public void PathsMeanWhatTheyMeanInASchema()
    {
        var random = new Random(5);
        string[] names = ["a", "b", "a.b", "0"];
        string[] paths = ["a", "a.b", "b.a", "a.0", "a.b.a", "b.0.a"];
        IMessageDecoder[] decoders = [.. paths.Select(path =>
            MessageDecoder.Create(new Schema(new() { Key = path, Fields = [new() { Name = "none", Missing = MissingPolicy.Mean }] })))];
        (int found, int absent) = (0, 0);
        for (int i = 0; i < 3000; i++)
        {
            byte[] message = Encoding.UTF8.GetBytes(Value(0));
            foreach ((string path, IMessageDecoder decoder) in paths.Zip(decoders))
            {
                if (decoder.Decode(message, new double[1]) is { Ok: true })
                {
                    Assert.Equal([Encoding.UTF8.GetString(decoder.Key)], new IncludedColumns(Json, [path]).Read(message));
                    found++;
                }
                else if (new IncludedColumns(Json, [path]).Read(message) is [null])
                {
                    absent++;
                }
            }
        }

        Assert.True(found > 1000 && absent > 1000, $"{found} found, {absent} absent");

        string Value(int depth) => random.Next(depth == 0 ? 1 : 4) switch
        {
            0 when depth < 4 =>
                "{" + string.Join(',', names.Where(_ => random.Next(3) == 0).Select(name => $"\"{name}\": {Value(depth + 1)}")) + "}",
            1 when depth < 4 => "[" + string.Join(" ,", Enumerable.Range(0, random.Next(3)).Select(_ => Value(depth + 1))) + "]",
            2 => $"\"{random.Next(100)}\"",
            _ => random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    [Theory]
    [InlineData("7;\"a;\"\"b\"\"\";c\r\n", "c", "a;\"b\"")]
    [InlineData("7;;c", "c", "")]
    [InlineData("7", null, null)]
    public void ACellOfCsvIsToldWithoutItsQuotes(string message, string? third, string? second)
    {
        var columns = new IncludedColumns(
            new() { Format = MessageFormat.Csv, Delimiter = ";", Columns = ["x", "id", "place"] }, ["place", "id"]);

        Assert.Equal([third, second], columns.Read(Encoding.UTF8.GetBytes(message)));
    }

    [Fact]
    public void WhatCannotBeThereIsSaid()
    {
        SchemaSettings csv = new() { Format = MessageFormat.Csv, Columns = ["x", "id"] };
        SchemaSettings frames = new() { Format = MessageFormat.Raw, Frame = new() { Width = 1, Height = 1 } };

        Assert.Empty(IncludedColumns.Problems(csv, ["id", "x"]));
        Assert.Empty(IncludedColumns.Problems(Json, ["a.b.c"]));
        Assert.Empty(IncludedColumns.Problems(frames, []));
        Assert.Equal([new SchemaProblem("1", "there is no column \"Id\"; the columns are x, id")],
            IncludedColumns.Problems(csv, ["id", "Id"]));
        Assert.Contains("has more than 8 parts", IncludedColumns.Problems(Json, ["a.b.c.d.e.f.g.h.i"]).Single().Message);
        Assert.Contains("a second time", IncludedColumns.Problems(Json, ["id", "id"]).Single().Message);
        Assert.Equal(["is empty; it names a column", "is longer than 256 characters"],
            IncludedColumns.Problems(Json, ["", new string('x', 257)]).Select(p => p.Message));
        Assert.Contains("Raw messages are frames, which have no columns", IncludedColumns.Problems(frames, ["id"]).Single().Message);
    }
}
