using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Core.Tests.Formats;

/// <summary>Both decoders read a field in the spelling that the schema names, and nothing else as one.</summary>
public class SpellingDecoderTests
{
    private static readonly SchemaSettings Settings = new()
    {
        Time = "at",
        TimeFormat = "dd.MM.yyyy HH:mm",
        Columns = ["at", "amount", "price", "share", "plain"],
        Delimiter = ";",
        Fields =
        [
            new() { Name = "amount", Number = NumberSpelling.Comma, Missing = MissingPolicy.Mean },
            new() { Name = "price", Number = NumberSpelling.Point, Unit = "$", Missing = MissingPolicy.Constant, Constant = "$1,000" },
            new() { Name = "share", Number = NumberSpelling.Comma, Unit = "%", Missing = MissingPolicy.Mean },
            new() { Name = "plain", Missing = MissingPolicy.Mean },
            new() { Name = "clock", Path = "at", Kind = FieldKind.TimeOfDay, TimeFormat = "dd.MM.yyyy HH:mm" },
        ],
    };

    private static readonly double At = new DateTimeOffset(2018, 6, 11, 14, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    [Theory]
    [InlineData("11.06.2018 14:05;1.234,56;$1,234.56;12,5 %;12.5", 1234.56, 1234.56, 12.5, 12.5)]
    [InlineData("11.06.2018 14:05;\"1.234\";($5.00);−3%;1e3", 1234, -5, -3, 1000)]
    [InlineData("11.06.2018 14:05;12.5;12.5;12,5;12,5", double.NaN, 1000, double.NaN, double.NaN)]
    public void CsvIsReadInTheFieldsSpelling(string message, double amount, double price, double share, double plain) =>
        Check(MessageFormat.Csv, message, [amount, price, share, plain, At]);

    [Theory]
    [InlineData("""{"at":"11.06.2018 14:05","amount":"1.234,56","price":"$1,234.56","share":"12,5 %","plain":"12.5"}""",
        1234.56, 1234.56, 12.5, 12.5)]
    [InlineData("""{"at":"11.06.2018 14:05","amount":"1\u00a0234,5","price":"$ 5","share":"\u22123%","plain":1e3}""", 1234.5, 5, -3, 1000)]
    [InlineData("""{"at":"11.06.2018 14:05","amount":1.234,"price":5,"share":0.12,"plain":"12,5"}""", 1.234, 1000, double.NaN, double.NaN)]
    [InlineData("""{"at":"11.06.2018 14:05","amount":true,"price":{},"share":null,"plain":1}""", double.NaN, 1000, double.NaN, 1)]
    public void JsonTextsAreReadInTheFieldsSpellingAndItsNumbersAsNumbers(
        string message, double amount, double price, double share, double plain) =>
        Check(MessageFormat.Json, message, [amount, price, share, plain, At]);

    [Theory]
    [InlineData("2018-06-11 14:05;1;$1;1%;1")]
    [InlineData("1528718700;1;$1;1%;1")]
    public void AnotherSpellingOfTheTimeIsRefusedWithAnExample(string message)
    {
        var schema = new Schema(Settings with { Format = MessageFormat.Csv });
        DecodeResult result = MessageDecoder.Create(schema).Decode(Encoding.UTF8.GetBytes(message), new double[5]);

        Assert.Equal(DecodeErrorKind.UnparsableValue, result.Error);
        Assert.Contains("is not a time such as 31.12.2026 14:05", DecodeFailure.Describe(schema, result, Encoding.UTF8.GetBytes(message)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnreadableNumberIsToldWithAnExampleOfItsSpelling()
    {
        var schema = new Schema(new() { Fields = [new() { Name = "amount", Number = NumberSpelling.Comma, Unit = "€" }] });
        byte[] message = """{"amount":"12.5"}"""u8.ToArray();

        DecodeResult result = MessageDecoder.Create(schema).Decode(message, new double[1]);

        Assert.Equal("field \"amount\": \"12.5\" is not a number such as 1.234,56 € (byte 10)",
            DecodeFailure.Describe(schema, result, message));
    }

    [Theory]
    [InlineData(MessageFormat.Csv, "11.06.2018 14:05;1.234,56;$1,234.56;12,5 %;12.5")]
    [InlineData(
        MessageFormat.Json, """{"at":"11.06.2018 14:05","amount":"1.234,56","price":"$1,234.56","share":"12,5 %","plain":"12.5"}""")]
    public void NothingIsAllocated(MessageFormat format, string text)
    {
        IMessageDecoder decoder = MessageDecoder.Create(new Schema(Settings with { Format = format }));
        byte[] message = Encoding.UTF8.GetBytes(text);
        double[] row = new double[5];
        decoder.Decode(message, row);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                decoder.Decode(message, row);
            }
        }));
    }

    private static void Check(MessageFormat format, string message, double[] expected)
    {
        IMessageDecoder decoder = MessageDecoder.Create(new Schema(Settings with { Format = format }));
        double[] row = new double[5];

        Assert.Equal(new DecodeResult(DecodeErrorKind.None), decoder.Decode(Encoding.UTF8.GetBytes(message), row));
        Assert.Equal(expected, row);
        Assert.Equal(At * 1000, decoder.TimeMs);
        int[] absent = [.. expected.Index().Where(v => double.IsNaN(v.Item) || (v is { Index: 1, Item: 1000 })).Select(v => v.Index)];
        int[] told = [.. decoder.StandIns.ToArray().Select(s => s.Field)];
        Assert.Equal(absent, told);
    }
}
