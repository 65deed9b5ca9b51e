using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats;

public class DecodeFailureTests
{
    private static readonly SchemaSettings Json = new()
    {
        Key = "card",
        Time = "at",
        Fields = [new() { Name = "amount" }, new() { Name = "online", Path = "tx.online", Kind = FieldKind.Boolean }],
    };

    [Theory]
    [InlineData("""{"card":1,"at":0,"amount":"abc"}""", "field \"amount\": \"abc\" is not a number (byte 26)")]
    [InlineData("""{"card":1,"at":0,"amount":NaN}""", "field \"amount\": \"NaN\" is not a number (byte 26)")]
    [InlineData("""{"card":1,"at":0,"amount":[1]}""", "field \"amount\": an array is not a number (byte 26)")]
    [InlineData("""{"card":1,"at":0,"amount":null}""", "field \"amount\" is null (byte 26)")]
    [InlineData("""{"card":1,"at":0}""", "field \"amount\" is missing")]
    [InlineData("""{"card":1,"at":0,"amount":1}""", "field \"online\" (at \"tx.online\") is missing")]
    [InlineData("""{"card":1,"at":0,"amount":1,"tx":{"online":"maybe \"so\""}}""",
        "field \"online\" (at \"tx.online\"): \"maybe \\\"so\\\"\" is not true or false (byte 43)")]
    [InlineData("""{"at":0,"amount":1,"tx":{"online":1}}""", "key field \"card\" is missing")]
    [InlineData("""{"card":1,"at":"now","amount":1,"tx":{"online":1}}""",
        "time field \"at\": \"now\" is not a time of the years 1 to 9999 (ISO 8601, or Unix seconds or milliseconds) (byte 15)")]
    [InlineData("", "the message is empty")]
    [InlineData("hello", "the message is not a JSON object: it starts with \"hello\"")]
    [InlineData("""{"card":1,""", "the message is not valid JSON: it ends too early (byte 10)")]
    [InlineData("""{"card":1,"at":abc}""", "the message is not valid JSON from byte 15 on: \"abc}\"")]
    [InlineData("{\"card\":1,\"at\":\u0001}", "the message is not valid JSON from byte 15 on: \"?}\"")]
    public void JsonFaultsAreNamed(string message, string sentence) => Assert.Equal(sentence, Describe(Json, message));

    [Theory]
    [InlineData("1,2", "the message has 2 columns instead of 3")]
    [InlineData("1,\"2,2\",3,4\n", "the message has 4 columns instead of 3")]
    [InlineData("1,2,\"3", "the message is not a valid CSV record: a quote is not closed (byte 6)")]
    [InlineData("1,2,3\n4,5,6", "the message is not one valid CSV record: unexpected \"?4,5,6\" (byte 5)")]
    [InlineData("1,,3", "field \"b\" is empty (byte 2)")]
    [InlineData("1,x y,3", "field \"b\": \"x y\" is not a number (byte 2)")]
    public void CsvFaultsAreNamed(string message, string sentence) => Assert.Equal(
        sentence,
        Describe(new() { Format = MessageFormat.Csv, Columns = ["a", "b", "c"], Fields = [new() { Name = "b" }] }, message));

    [Fact]
    public void WhatIsTooDeepIsNotCalledInvalid()
    {
        string Nested(int depth) => $$"""{"x":"[{\"","y":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        int first = Nested(1).LastIndexOf('[');

        Assert.EndsWith("is missing", Describe(Json, Nested(63)), StringComparison.Ordinal);
        Assert.Equal(
            $"the message has objects and arrays within one another deeper than 64 (byte {first + 63})", Describe(Json, Nested(64)));
    }

    [Fact]
    public void LongValuesAreCut()
    {
        string sentence = Describe(Json, $$"""{"card":1,"at":0,"amount":"{{new string('x', 10_000)}}"}""");

        Assert.Equal($"field \"amount\": \"{new string('x', 40)}…\" is not a number (byte 26)", sentence);
    }

    private static string Describe(SchemaSettings settings, string message)
    {
        var schema = new Schema(settings);
        byte[] payload = Encoding.UTF8.GetBytes(message);
        return DecodeFailure.Describe(schema, MessageDecoder.Create(schema).Decode(payload, new double[schema.FieldCount]), payload);
    }
}
