using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.TestKit;

namespace Detector.Core.Tests.Formats;

public class CsvDecoderTests
{
    private static readonly Schema Three = new(new()
    {
        Format = MessageFormat.Csv,
        Columns = ["id", "amount", "kind"],
        Key = "id",
        Fields = [new() { Name = "kind", Kind = FieldKind.Categorical, Missing = MissingPolicy.Mean }, new() { Name = "amount" }],
    });

    [Theory]
    [InlineData("7,12.5,DE", "7", 12.5, "DE")]
    [InlineData("7,12.5,DE\n", "7", 12.5, "DE")]
    [InlineData("7,12.5,DE\r\n", "7", 12.5, "DE")]
    [InlineData("\"a,\"\"b\"\"\n\",\" +1e2 \",\"D,E\"\r\n", "a,\"b\"\n", 100, "D,E")]
    [InlineData("x, 007. ,\"\"\"\"", "x", 7, "\"")]
    public void RecordsAreRead(string message, string key, double amount, string kind)
    {
        IMessageDecoder decoder = MessageDecoder.Create(Three);
        double[] row = new double[2];

        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(message), row).Ok);

        Assert.Equal(key, Encoding.UTF8.GetString(decoder.Key));
        Assert.Equal([CategoryToken.Of(Encoding.UTF8.GetBytes(kind)), amount], row);
        Assert.Equal(long.MinValue, decoder.TimeMs);
    }

    [Theory]
    [InlineData("", DecodeErrorKind.Empty, -1, -1)]
    [InlineData("7,12.5", DecodeErrorKind.Malformed, -1, 6)]
    [InlineData("7,12.5,DE,9\n", DecodeErrorKind.Malformed, -1, 11)]
    [InlineData("7,12.5,DE\n8,1,FR\n", DecodeErrorKind.Malformed, -1, 9)]
    [InlineData("7,12.5,\"DE", DecodeErrorKind.Malformed, -1, 10)]
    [InlineData("7,12.5,\"DE\"x", DecodeErrorKind.Malformed, -1, 11)]
    [InlineData("7,12.5,D\"E", DecodeErrorKind.Malformed, -1, 8)]
    [InlineData("7,,DE", DecodeErrorKind.MissingField, 1, 2)]
    [InlineData("7,\"\",DE", DecodeErrorKind.MissingField, 1, 2)]
    [InlineData(",1,DE", DecodeErrorKind.MissingField, DecodeResult.KeyField, 0)]
    [InlineData("7,1x,DE", DecodeErrorKind.UnparsableValue, 1, 2)]
    [InlineData("7,1,", DecodeErrorKind.None, -1, -1)]
    public void EveryFaultHasItsKindFieldAndPlace(string message, DecodeErrorKind kind, int field, int position) =>
        Assert.Equal(new DecodeResult(kind, field, position),
            MessageDecoder.Create(Three).Decode(Encoding.UTF8.GetBytes(message), new double[2]));

    [Fact]
    public void RandomRecordsComeBackAsWritten()
    {
        var random = new Random(8);
        var settings = new SchemaSettings
        {
            Format = MessageFormat.Csv,
            Delimiter = ";",
            Columns = [.. Enumerable.Range(0, 6).Select(i => $"c{i}")],
            Fields = [.. Enumerable.Range(0, 6)
                .Select(i => new FieldSettings { Name = $"c{i}", Kind = FieldKind.Categorical, Missing = MissingPolicy.Mean })],
        };
        var names = new CategoryNames();
        IMessageDecoder decoder = MessageDecoder.Create(new Schema(settings), names);
        double[] row = new double[6];
        for (int i = 0; i < 20_000; i++)
        {
            string[] cells = [.. Enumerable.Range(0, 6)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab;\"\r\n,é \0"[random.Next(10)])))];
            IEnumerable<string> written = cells.Select(c => c.AsSpan().ContainsAny(";\"\r\n")
                || random.Next(3) == 0 ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c);
            string message = string.Join(';', written) + (random.Next(2) == 0 ? "" : "\n");

            DecodeResult result = decoder.Decode(Encoding.UTF8.GetBytes(message), row);

            Assert.True(result.Ok, $"{result} {message}");
            Assert.Equal(cells, row.Select(token => double.IsNaN(token) ? "" : names.Find(token)!));
        }
    }

    [Fact]
    public void NothingIsAllocatedPerMessage()
    {
        IMessageDecoder decoder = MessageDecoder.Create(Three);
        byte[][] messages = ["7,12.5,DE"u8.ToArray(), "\"7\"\"\",\" 5 \",\"D,E\"\r\n"u8.ToArray(), "7,x,DE"u8.ToArray(), "7"u8.ToArray()];
        double[] row = new double[2];

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
}
