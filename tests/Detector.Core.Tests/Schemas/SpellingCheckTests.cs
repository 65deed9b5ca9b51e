using Detector.Core.Schemas;

namespace Detector.Core.Tests.Schemas;

public class SpellingCheckTests
{
    [Fact]
    public void EveryWrongSpellingIsNamedWithItsPlace()
    {
        var settings = new SchemaSettings
        {
            TimeFormat = "dd.MM.yyyy",
            Fields =
            [
                new() { Name = "a", Kind = FieldKind.Boolean, Number = NumberSpelling.Comma },
                new() { Name = "b", Unit = "€" },
                new() { Name = "c", Number = NumberSpelling.Point, Unit = "1k" },
                new() { Name = "d", Number = NumberSpelling.Point, Unit = "" },
                new() { Name = "e", TimeFormat = "dd.MM.yyyy" },
                new() { Name = "f", Kind = FieldKind.TimeOfDay, TimeFormat = "dd.MM.yyyy" },
                new() { Name = "g", Kind = FieldKind.TimeOfWeek, TimeFormat = "HH:mm" },
                new() { Name = "h", Kind = FieldKind.TimeOfDay, TimeFormat = "bogus" },
                new() { Name = "i", Number = NumberSpelling.Comma, Unit = "€", Missing = MissingPolicy.Constant, Constant = "12.5" },
            ],
        };

        Assert.Equal(
            ["TimeFormat", "Fields:0:Number", "Fields:1:Unit", "Fields:2:Unit",
                "Fields:3:Unit", "Fields:4:TimeFormat", "Fields:5:TimeFormat",
                "Fields:6:TimeFormat", "Fields:7:TimeFormat", "Fields:8:Constant"],
            Schema.Check(settings).Select(problem => problem.Path));
        Assert.Contains("a number such as 1.234,56 €, but it is \"12.5\"", Schema.Check(settings)[^1].Message, StringComparison.Ordinal);
        Assert.Equal(
            "TimeFormat", Assert.Single(Schema.Check(new() { Time = "t", TimeFormat = "HH:mm", Fields = [new() { Name = "x" }] })).Path);
    }

    [Theory]
    [InlineData("kg", true)]
    [InlineData("sixteen letters.", true)]
    [InlineData("seventeen letters", false)]
    [InlineData(" kg", false)]
    [InlineData("kg\u00A0", false)]
    [InlineData("k\tg", false)]
    [InlineData("..", false)]
    [InlineData("(kg)", false)]
    public void AUnitStandsApartFromItsNumber(string unit, bool isOne) => Assert.Equal(
        isOne, Schema.Check(new() { Fields = [new() { Name = "x", Number = NumberSpelling.Point, Unit = unit }] }).Count == 0);

    [Fact]
    public void AConstantIsWrittenInTheFieldsSpelling()
    {
        var schema = new Schema(new()
        {
            Fields =
            [
                new() { Name = "n", Number = NumberSpelling.Comma, Unit = "€", Missing = MissingPolicy.Constant, Constant = "1.000,5 €" },
                new() { Name = "t", Kind = FieldKind.TimeOfDay, TimeFormat = "HH:mm",
                    Missing = MissingPolicy.Constant, Constant = "01:00" },
            ],
        });

        Assert.Equal([1000.5, 3600], schema.Fields.Select(field => field.StandIn));
    }
}
