using System.IO.Compression;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public class DatasetReaderTests
{
    private static readonly FieldSettings[] Fields =
    [
        new() { Name = "amount" },
        new() { Name = "land", Path = "place.country", Kind = FieldKind.Categorical },
        new() { Name = "ok", Kind = FieldKind.Boolean, Missing = MissingPolicy.Mean },
    ];

    private static readonly Schema Json = new(new SchemaSettings { Key = "card", Time = "when", Fields = Fields });

    private static readonly Schema Csv = new(new SchemaSettings
    {
        Format = MessageFormat.Csv, Columns = ["ok", "place.country", "amount", "card"], Key = "card", Delimiter = ";", Fields = Fields,
    });

    private static readonly double De = CategoryToken.Of("DE"u8);

    public static TheoryData<string, string> Same => new()
    {
        { "a.csv", "amount,place.country,ok,extra\n1.5,DE,true,x\n2,\"DE\",,\"y\nz\"\n" },
        { "b.tsv", "extra\tok\tplace.country\tamount\nx\t1\tDE\t1.5\n\tnull\tDE\t2\n" },
        { "c.csv", "\uFEFFplace.country;amount;ok\r\nDE;1.5;yes\r\nDE;2.0;\r\n" },
        { "d.jsonl", "{\"card\":\"c\",\"when\":1,\"place\":{\"country\":\"DE\"},\"amount\":1.5,\"ok\":true,\"x\":[1]}\n"
            + "{\"card\":\"c\",\"when\":1,\"place\":{\"country\":\"DE\"},\"amount\":2}\n" },
        { "e.csv.gz", "amount,place.country,ok\n1.5,DE,true\n2,DE,\n" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Columns_are_found_by_name_whatever_the_order_and_format(string name, string text)
    {
        using TemporaryFile file = Write(name, text);
        foreach (Schema schema in new[] { Json, Csv })
        {
            using var reader = new DatasetReader(schema, file.Path);

            Assert.True(reader.Next());
            Assert.True(reader.Result.Ok, reader.Result.Ok ? "" : reader.Reason());
            Assert.Equal([1.5, De, 1], reader.Row.ToArray());
            Assert.True(reader.Next());
            Assert.Equal([2, De, double.NaN], reader.Row.ToArray());
            Assert.False(reader.Next());
        }
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_named_with_its_line_and_the_next_one_is_read()
    {
        using TemporaryFile file = Write("a.csv", "amount,place.country,ok\n\"1\n\",DE,1\nmuch,DE,1\n3,DE,1\n");
        using var reader = new DatasetReader(Json, file.Path);

        reader.Next();
        Assert.False(reader.Result.Ok);
        reader.Next();
        Assert.Equal(DecodeErrorKind.UnparsableValue, reader.Result.Error);
        Assert.Equal("a.csv, line 4", reader.Place);
        Assert.Contains("\"amount\": \"much\" is not a number", reader.Reason());
        reader.Next();
        Assert.True(reader.Result.Ok);
    }

    [Theory]
    [InlineData("amount,place.country,ok\n1,DE,1\n", null, "no column")]
    [InlineData("amount,place.country,ok,truth\n1,DE,1,1\n1,DE,1,0\n1,DE,1,yes\n", null, "1,0,1")]
    [InlineData("amount,place.country,ok,truth\n1,DE,1,bad\n1,DE,1,good\n", "bad", "1,0")]
    public void The_label_is_read_beside_the_fields(string text, string? anomaly, string expected)
    {
        using TemporaryFile file = Write("a.csv", text);
        var label = new LabelColumn("truth", anomaly);
        if (expected == "no column")
        {
            Assert.Contains("has no column 'truth'",
                Assert.Throws<DataException>(() => new DatasetReader(Json, file.Path, label: label)).Message);
            return;
        }

        using var reader = new DatasetReader(Json, file.Path, label: label);
        foreach (string value in expected.Split(','))
        {
            Assert.True(reader.Next() && reader.Result.Ok);
            Assert.Equal(3, reader.Row.Length);
            Assert.Equal(value == "1", reader.IsAnomaly);
        }
    }

    [Fact]
    public void A_label_that_the_model_sees_is_refused()
    {
        using TemporaryFile file = Write("a.csv", "amount,place.country,ok\n1,DE,1\n");

        var error = Assert.Throws<DataException>(() => new DatasetReader(Json, file.Path, label: new LabelColumn("ok")));

        Assert.Contains("the model, which must not see it", error.Message);
    }

    [Theory]
    [InlineData("a.csv", "", "is empty")]
    [InlineData("a.csv", "x,y\n1,2\n", "has no column 'amount', 'place.country', 'ok'; its first line names x, y")]
    [InlineData("a.csv", "amount,amount\n1,2\n", "two columns are called 'amount'")]
    public void A_file_of_another_kind_is_one_clear_error(string name, string text, string message)
    {
        using TemporaryFile file = Write(name, text);

        Assert.Contains(message, Assert.Throws<DataException>(() => new DatasetReader(Json, file.Path)).Message);
    }

    [Fact]
    public void A_damaged_packed_file_is_one_clear_error()
    {
        using TemporaryFile file = Write("a.csv.gz",
            "amount,place.country,ok\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},DE,1\n")));
        byte[] bytes = File.ReadAllBytes(file.Path);
        bytes.AsSpan(bytes.Length / 2, 50).Fill(0xff);
        File.WriteAllBytes(file.Path, bytes);

        var error = Assert.Throws<DataException>(() =>
        {
            using var reader = new DatasetReader(Json, file.Path);
            while (reader.Next())
            {
            }
        });

        Assert.Contains("the packed data is damaged", error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_clear_error() =>
        Assert.Equal("there is no file nowhere.csv", Assert.Throws<DataException>(() => new DatasetReader(Json, "nowhere.csv")).Message);

    private static TemporaryFile Write(string name, string text)
    {
        var file = new TemporaryFile(name);
        using Stream stream = File.Create(file.Path);
        using Stream target = name.EndsWith(".gz") ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        target.Write(Encoding.UTF8.GetBytes(text));
        return file;
    }
}
