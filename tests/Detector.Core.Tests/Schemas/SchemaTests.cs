using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Schemas;

public class SchemaTests
{
    [Fact]
    public void FieldsKeepTheirOrderNameAndPath()
    {
        var schema = new Schema(
            new() { Fields = [new() { Name = "amount", Path = "tx.amount" }, new() { Name = "country", Kind = FieldKind.Categorical }] });

        Assert.Equal(2, schema.FieldCount);
        Assert.Equal("tx.amount", schema.Fields[schema.IndexOf("amount")].Path);
        Assert.Equal("country", schema.Fields[1].Path);
        Assert.Equal(1, schema.IndexOf("country"));
        Assert.Equal(-1, schema.IndexOf("Country"));
    }

    [Fact]
    public void AConstantBecomesTheRawValueOfItsKind()
    {
        FieldSettings Field(string name, FieldKind kind, string constant) =>
            new() { Name = name, Kind = kind, Missing = MissingPolicy.Constant, Constant = constant };
        var schema = new Schema(new()
        {
            Fields =
            [
                Field("n", FieldKind.Numeric, "-1.5e2"),
                Field("b", FieldKind.Boolean, "true"),
                Field("c", FieldKind.Categorical, "none"),
                Field("t", FieldKind.TimeOfDay, "1970-01-02T00:00:01Z"),
                new() { Name = "mean", Missing = MissingPolicy.Mean },
            ],
        });

        Assert.Equal([-150, 1, CategoryToken.Of("none"u8), 86401, double.NaN], schema.Fields.Select(f => f.StandIn));
        Assert.DoesNotContain(schema.Fields, f => f.IsRequired);
    }

    [Fact]
    public void EveryProblemIsReportedAtOnceWithItsPlace()
    {
        var settings = new SchemaSettings
        {
            Format = MessageFormat.Csv,
            Columns = ["a", "b", "a"],
            Delimiter = "\"",
            Key = "card",
            Fields =
            [
                new() { Name = "a" },
                new() { Name = "a", Path = "c" },
                new() { Name = "b", Missing = MissingPolicy.Constant, Constant = "ten" },
                new(),
            ],
        };

        IReadOnlyList<SchemaProblem> problems = Schema.Check(settings);

        Assert.Equal(
            ["Columns:2", "Delimiter", "Fields:1:Name", "Fields:1:Path", "Fields:2:Constant", "Fields:3:Name", "Key"],
            problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Equal("there is no column \"card\"; the columns are a, b, a", problems.Single(p => p.Path == "Key").Message);
        var thrown = Assert.Throws<ArgumentException>(() => new Schema(settings));
        Assert.All(problems, p => Assert.Contains(p.Message, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void CsvNeedsColumnsAndJsonBoundedPaths()
    {
        Assert.Equal("Columns", Assert.Single(Schema.Check(new() { Format = MessageFormat.Csv, Fields = [new() { Name = "a" }] })).Path);
        Assert.Equal("Fields:0:Name", Assert.Single(Schema.Check(new() { Fields = [new() { Name = "a.b.c.d.e.f.g.h.i" }] })).Path);
        Assert.Empty(Schema.Check(new() { Fields = [new() { Name = "a.b.c.d.e.f.g.h" }] }));
        Assert.Equal("Fields", Assert.Single(Schema.Check(new())).Path);
    }
}
