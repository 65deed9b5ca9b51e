using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Core.Tests.Formats;

public class JsonDecoderTests
{
    [Fact]
    public void FieldsKeyAndTimeAreRead()
    {
        var schema = new Schema(new()
        {
            Key = "card.id",
            Time = "at",
            Fields = [new() { Name = "amount" }, new() { Name = "country", Path = "card.country", Kind = FieldKind.Categorical },
                new() { Name = "hour", Path = "at", Kind = FieldKind.TimeOfDay }],
        });
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        double[] row = new double[3];

        DecodeResult result = decoder.Decode(
            """{"at":"2026-01-31T12:00:00.250Z","card":{"id":"c\u002d1","country":"DE"},"amount":12.5}"""u8, row);

        Assert.True(result.Ok);
        Assert.Equal([12.5, CategoryToken.Of("DE"u8), 1769860800.25], row);
        Assert.Equal("c-1", Encoding.UTF8.GetString(decoder.Key));
        Assert.Equal(1769860800250, decoder.TimeMs);
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", DecodeErrorKind.None, -1, -1)]
    [InlineData("", DecodeErrorKind.Empty, -1, -1)]
    [InlineData("  ", DecodeErrorKind.Malformed, -1, 2)]
    [InlineData("[1,2]", DecodeErrorKind.Malformed, -1, 0)]
    [InlineData("""{"a":1,"b":2""", DecodeErrorKind.Malformed, -1, 12)]
    [InlineData("""{"a":1,"b":2}}""", DecodeErrorKind.Malformed, -1, 13)]
    [InlineData("""{"a":1,"b":2,}""", DecodeErrorKind.Malformed, -1, 13)]
    [InlineData("""{"a":01,"b":2}""", DecodeErrorKind.Malformed, -1, 5)]
    [InlineData("""{"a":1x,"b":2}""", DecodeErrorKind.Malformed, -1, 6)]
    [InlineData("""{"a":1,"b":2,"c":"x""", DecodeErrorKind.Malformed, -1, 19)]
    [InlineData("""{"a":1,"b":2,"c":"\q"}""", DecodeErrorKind.Malformed, -1, 18)]
    [InlineData("""{"a":1,"b":2,"c":"\u12g4"}""", DecodeErrorKind.Malformed, -1, 18)]
    [InlineData("""{"a":"\ud800","b":2}""", DecodeErrorKind.Malformed, -1, 5)]
    [InlineData("""{"a":tru,"b":2}""", DecodeErrorKind.Malformed, -1, 5)]
    [InlineData("""{"b":2}""", DecodeErrorKind.MissingField, 0, -1)]
    [InlineData("""{"a":null,"b":2}""", DecodeErrorKind.MissingField, 0, 5)]
    [InlineData("""{"a":1,"b":"abc"}""", DecodeErrorKind.UnparsableValue, 1, 11)]
    [InlineData("""{"a":1,"b":NaN}""", DecodeErrorKind.UnparsableValue, 1, 11)]
    [InlineData("""{"a":-Infinity,"b":2}""", DecodeErrorKind.UnparsableValue, 0, 5)]
    [InlineData("""{"a":1e999,"b":2}""", DecodeErrorKind.UnparsableValue, 0, 5)]
    [InlineData("""{"a":[1],"b":2}""", DecodeErrorKind.UnparsableValue, 0, 5)]
    [InlineData("""{"a":true,"b":2}""", DecodeErrorKind.UnparsableValue, 0, 5)]
    [InlineData("""{"a":"NaN","b":2}""", DecodeErrorKind.UnparsableValue, 0, 5)]
    [InlineData("""{"a":"x","a":1,"b":2}""", DecodeErrorKind.None, -1, -1)]
    [InlineData("""{"a":1,"b":2,"c":NaN}""", DecodeErrorKind.None, -1, -1)]
    public void EveryFaultHasItsKindFieldAndPlace(string message, DecodeErrorKind kind, int field, int position) =>
        Assert.Equal(new DecodeResult(kind, field, position), Decode([new() { Name = "a" }, new() { Name = "b" }], message).Result);

    [Fact]
    public void EachStandInIsToldAsTheErrorThatItWouldHaveBeen()
    {
        var schema = new Schema(new() { Fields = [new() { Name = "a", Missing = MissingPolicy.Mean },
            new() { Name = "b", Missing = MissingPolicy.Constant, Constant = "7" }, new() { Name = "c" }] });
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        var counts = new StandInCounts(3);
        string[] messages = ["""{"a":"abc","c":1}""", """{"a":1,"b":null,"c":1}""", """{"a":1,"b":2,"c":3}""", """{"a":"abc"}"""];
        DecodeResult[][] told = [.. messages.Select(message =>
        {
            bool isGood = decoder.Decode(Encoding.UTF8.GetBytes(message), new double[3]).Ok;
            counts.Add(isGood ? decoder.StandIns : default);
            return isGood ? decoder.StandIns.ToArray() : [];
        })];

        Assert.Equal([new(DecodeErrorKind.UnparsableValue, 0, 5), new(DecodeErrorKind.MissingField, 1)], told[0]);
        Assert.Equal([new(DecodeErrorKind.MissingField, 1, 11)], told[1]);
        Assert.Empty(told[2]);
        Assert.Equal([1, 2, 0], counts.Counts.ToArray());
        counts.Clear();
        Assert.True(counts.Counts.IsEmpty);
    }

    [Fact]
    public void MissingValuesTakeTheStandInThatTheSchemaNames()
    {
        FieldSettings[] fields =
        [
            new() { Name = "a", Missing = MissingPolicy.Mean },
            new() { Name = "b", Missing = MissingPolicy.Constant, Constant = "7" },
            new() { Name = "c", Missing = MissingPolicy.Constant, Constant = "none", Kind = FieldKind.Categorical },
        ];

        Assert.Equal([double.NaN, 7, CategoryToken.Of("none"u8)], Decode(fields, """{"a":"abc","b":null}""").Row);
        Assert.Equal([double.NaN, 7, CategoryToken.Of("x"u8)], Decode(fields, """{"c":"x","a":NaN,"b":{}}""").Row);
    }

    [Fact]
    public void ARefusedMessageLeavesTheRowAlone() =>
        Assert.Equal([0.0, 0], Decode([new() { Name = "a" }, new() { Name = "b" }], """{"a":1,"b":"x"}""").Row);

    [Theory]
    [InlineData("""{"x.y.z":1}""", 1)]
    [InlineData("""{"x":{"y":{"z":2}}}""", 2)]
    [InlineData("""{"x.y":{"z":3}}""", 3)]
    [InlineData("""{"x":{"y.z":4}}""", 4)]
    [InlineData("""{"x.y.z":1,"x":{"y.z":4,"y":{"z":2}}}""", 1)]
    [InlineData("""{"x":{"y":{"z":2},"y.z":4},"x.y.z":1}""", 1)]
    [InlineData("""{"x":{"y":{"z":2},"y":{"z":5}}}""", 5)]
    public void ADotStepsInOrIsPartOfAKeyWhichWins(string message, double expected) =>
        Assert.Equal([expected], Decode([new() { Name = "x.y.z" }], message).Row);

    [Fact]
    public void ArraysAreReachedByIndex()
    {
        FieldSettings[] fields = [new() { Name = "values.0" }, new() { Name = "values.3" },
            new() { Name = "nested.1.0" }, new() { Name = "items.1.price" }];

        Assert.Equal([10, 13, 4, 9.5],
            Decode(fields, """{"values":[10,11,12,13,14],"nested":[[1],[4,5]],"items":[{"price":1},{"price":9.5}]}""").Row);
        Assert.Equal(new DecodeResult(DecodeErrorKind.MissingField, 1),
            Decode(fields, """{"values":[10,11],"nested":[[1],[4,5]],"items":[{"price":1},{"price":9.5}]}""").Result);
    }

    [Fact]
    public void KeysThatNeedEscapesAreFound()
    {
        FieldSettings[] fields = [new() { Name = "a\"b" }, new() { Name = "c\\d" }, new() { Name = "tab\t" }];

        Assert.Equal([1, 2, 3], Decode(fields, """{"a\"b":1,"c\\d":2,"tab\t":3}""").Row);
    }

    [Fact]
    public void NestingStopsAt64Levels()
    {
        string Nested(int arrays) => $$"""{"a":1,"b":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

        Assert.True(Decode([new() { Name = "a" }], Nested(63)).Result.Ok);
        Assert.Equal(new DecodeResult(DecodeErrorKind.Malformed, -1, 11 + 63), Decode([new() { Name = "a" }], Nested(64)).Result);
    }

    [Fact]
    public void ChangingKeyOrdersAndStrangersDoNotConfuse()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"field_number_{i}_{new string('x', i)}")];
        IMessageDecoder decoder = MessageDecoder.Create(
            new Schema(new() { Fields = [.. names.Select(n => new FieldSettings { Name = n })] }));
        var random = new Random(3);
        double[] row = new double[20];
        for (int i = 0; i < 3000; i++)
        {
            int[] order = [.. Enumerable.Range(0, 20)];
            random.Shuffle(order.AsSpan(i % 20));
            var members = order.Select(f => $"\"{names[f]}\":{(i * 100) + f}").ToList();
            members.Insert(random.Next(20), $"\"stranger{i}\":[{{}}]");

            Assert.True(decoder.Decode(Encoding.UTF8.GetBytes($"{{{string.Join(",", members)}}}"), row).Ok);
            Assert.Equal(Enumerable.Range(0, 20).Select(f => (double)((i * 100) + f)), row);
        }
    }

    [Fact]
    public void AMegabyteIsDecodedLikeAnyOther()
    {
        string message = $$"""{"text":"{{new string('é', 500_000)}}","a":5}""";

        Assert.Equal([5.0, CategoryToken.Of(Encoding.UTF8.GetBytes(new string('é', 500_000)))],
            Decode([new() { Name = "a" }, new() { Name = "text", Kind = FieldKind.Categorical }], message).Row);
    }

    [Fact]
    public void TextsOfCategoriesAreLearnedWhereAskedFor()
    {
        var names = new CategoryNames();
        IMessageDecoder decoder = MessageDecoder.Create(
            new Schema(new() { Fields = [new() { Name = "c", Kind = FieldKind.Categorical }] }), names);
        double[] row = new double[1];

        decoder.Decode("""{"c":"Z\u00fcrich"}"""u8, row);
        Assert.Equal("Zürich", names.Find(row[0]));
        decoder.Decode("""{"c":12}"""u8, row);
        Assert.Equal("12", names.Find(row[0]));
        Assert.Equal(2, names.Count);
    }

    [Fact]
    public void NothingIsAllocatedPerMessage()
    {
        var schema = new Schema(new()
        {
            Key = "id",
            Time = "at",
            Fields = [new() { Name = "a" }, new() { Name = "o.x" }, new() { Name = "c", Kind = FieldKind.Categorical },
                new() { Name = "f", Kind = FieldKind.Boolean }, new() { Name = "m", Missing = MissingPolicy.Mean }],
        });
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        byte[][] messages =
        [
            """{"id":"c1","at":1769860800,"a":1.5,"o":{"x":0.12345678901234567},"c":"DE","f":true,"m":null}"""u8.ToArray(),
            """{"f":"no","id":7,"extra":["text"],"at":"2026-01-31 12:00:00","a":"1","o":{"x":123456789012345678901e-3},"c":"D\u00e9"}"""u8
                .ToArray(),
            """{"f":"no","id":7,"at":"2026-01-31 12:00:00","a":"""u8.ToArray(),
            """{"id":"c1","at":1769860800,"a":"x","o":{"x":1},"c":"DE","f":true,"m":NaN}"""u8.ToArray(),
        ];
        double[] row = new double[5];

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int round = 0; round < 100; round++)
            {
                foreach (byte[] message in messages)
                {
                    decoder.Decode(message, row);
                }
            }
        }));
    }

    private static (DecodeResult Result, double[] Row) Decode(FieldSettings[] fields, string message)
    {
        double[] row = new double[fields.Length];
        DecodeResult result = MessageDecoder.Create(new Schema(new() { Fields = fields })).Decode(Encoding.UTF8.GetBytes(message), row);
        return (result, row);
    }
}
