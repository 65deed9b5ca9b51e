using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Schemas;

public sealed class AggregateTests
{
    private static readonly FieldSettings[] Fields =
        [new() { Name = "amount", Path = "tx.amount" }, new() { Name = "country", Kind = FieldKind.Categorical },
            new() { Name = "hour", Path = "at", Kind = FieldKind.TimeOfDay }];

    [Fact]
    public void AggregatesAreFieldsBehindTheOthersAndTheirInputsAreReadBesideThem()
    {
        var schema = new Schema(new()
        {
            Fields = Fields,
            Aggregates =
            [
                new() { Kind = AggregateKind.Deviation, Of = "amount", By = ["card"], Window = TimeSpan.FromDays(7) },
                new() { Kind = AggregateKind.FirstSeen, By = ["card", "shop.id"], Window = TimeSpan.FromMinutes(90) },
                new() { Name = "variety", Kind = AggregateKind.Distinct, Of = "country", By = ["card"], Log1p = true },
            ],
        });

        Assert.Equal(["amount", "country", "hour", "Deviation amount by card in 7d", "FirstSeen by card+shop.id in 90min", "variety"],
            schema.Fields.Select(f => f.Name));
        Assert.Equal([FieldKind.Numeric, FieldKind.Boolean, FieldKind.Numeric], schema.Fields.Skip(3).Select(f => f.Kind));
        Assert.Equal(["tx.amount", "country", "at", "card", "shop.id"], schema.Decoded.Select(f => f.Path));

        double[] decoded = new double[5];
        var names = new CategoryNames();
        IMessageDecoder decoder = MessageDecoder.Create(schema, names);
        Assert.True(decoder.Decode("""{"shop":{"id":7},"card":"A","at":60,"country":"DE","tx":{"amount":1.5}}"""u8, decoded).Ok);
        Assert.Equal([1.5, CategoryToken.Of("DE"u8), 60, CategoryToken.Of("A"u8), CategoryToken.Of("7"u8)], decoded);
        Assert.Equal(("DE", null), (names.Find(CategoryToken.Of("DE"u8)), names.Find(CategoryToken.Of("A"u8))));

        byte[] without = Encoding.UTF8.GetBytes("""{"card":"A","at":60,"country":"DE","tx":{"amount":1.5}}""");
        Assert.Contains("field \"shop.id\" is missing", DecodeFailure.Describe(schema, decoder.Decode(without, decoded), without),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAggregatesTheDecodedRowIsTheRow()
    {
        var schema = new Schema(new() { Fields = Fields });

        Assert.Same(schema.Fields, schema.Decoded);
    }

    [Theory]
    [InlineData(AggregateKind.Count, null, "", "By", "one key or a pair, not 0")]
    [InlineData(AggregateKind.Count, null, "a,b,c", "By", "one key or a pair, not 3")]
    [InlineData(AggregateKind.Count, null, "a,a", "By:1", "both keys of the pair")]
    [InlineData(AggregateKind.Count, null, "hour", "By:0", "\"hour\" is a time, which is no key")]
    [InlineData(AggregateKind.Count, "amount", "card", "Of", "leave it out")]
    [InlineData(AggregateKind.Sum, null, "card", "Of", "Sum needs a number to look at")]
    [InlineData(AggregateKind.Distinct, null, "card", "Of", "Distinct needs a category to look at")]
    [InlineData(AggregateKind.Mean, "country", "card", "Of", "Mean is of a number, but field \"country\" is Categorical")]
    [InlineData(AggregateKind.Frequency, "hour", "card", "Of", "Frequency is of a category, but field \"hour\" is TimeOfDay")]
    [InlineData(AggregateKind.Sum, "a.b.c.d.e.f.g.h.i", "card", "Of", "has more than 8 parts")]
    public void WhatIsWrongIsSaidWithItsPlace(AggregateKind kind, string? of, string by, string place, string message)
    {
        SchemaProblem problem = Assert.Single(Schema.Check(new()
        {
            Fields = Fields,
            Aggregates = [new() { Kind = kind, Of = of, By = by.Split(',', StringSplitOptions.RemoveEmptyEntries) }],
        }));

        Assert.Equal($"Aggregates:0:{place}", problem.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirectionIsForWhatHasAnAboveAndABelow()
    {
        SchemaProblem[] problems = [.. Schema.Check(new()
        {
            Fields = [.. Fields.Select(field => field with { Direction = Direction.Above })],
            Aggregates = [new() { Kind = AggregateKind.FirstSeen, By = ["card"], Direction = Direction.Above }],
        })];

        Assert.Equal(["Fields:1:Direction", "Fields:2:Direction"], problems.Select(problem => problem.Path));
        Assert.Equal("a Categorical has no above and below; it is for Numeric and Boolean fields", problems[0].Message);
        Assert.Equal(Direction.Below, new Schema(new()
        {
            Fields = Fields, Aggregates = [new() { By = ["card"], Direction = Direction.Below }],
        }).Fields[^1].Settings.Direction);
    }

    [Fact]
    public void NamesAreUniqueColumnsThereAndFramesHaveNone()
    {
        AggregateSettings count = new() { By = ["card"] };
        Assert.Equal("Aggregates:1:Name", Assert.Single(Schema.Check(new() { Fields = Fields, Aggregates = [count, count] })).Path);
        Assert.Equal("Aggregates:0:Name",
            Assert.Single(Schema.Check(new() { Fields = Fields, Aggregates = [count with { Name = "amount" }] })).Path);
        Assert.Equal("Aggregates:0:By:0", Assert.Single(Schema.Check(new()
        {
            Format = MessageFormat.Csv, Columns = ["tx.amount", "country", "at"], Fields = Fields, Aggregates = [count],
        })).Path);
        Assert.Equal("Aggregates", Assert.Single(
            Schema.Check(new() { Format = MessageFormat.Png, Frame = new() { Width = 2, Height = 2 }, Aggregates = [count] })).Path);
    }
}
