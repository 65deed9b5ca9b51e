using System.Text;
using Detector.Data.Files;

namespace Detector.Data.Tests.Files;

public class RecordReaderTests
{
    [Theory]
    [InlineData("a,b\nc,d\n", "a,b|c,d", "1|2")]
    [InlineData("a,b\r\nc,d\r\n", "a,b|c,d", "1|2")]
    [InlineData("a,b\nc,d", "a,b|c,d", "1|2")]
    [InlineData("\uFEFFa\n\n\r\n b \n", "a| b ", "1|4")]
    [InlineData("\"x\ny\",1\nz,2\n", "\"x\ny\",1|z,2", "1|3")]
    [InlineData("1,\"x\"\"\n\"\"y\"\nz\n", "1,\"x\"\"\n\"\"y\"|z", "1|3")]
    [InlineData("5\" pipe,1\n6\" pipe,2\n", "5\" pipe,1|6\" pipe,2", "1|2")]
    [InlineData("", "", "")]
    [InlineData("\uFEFF", "", "")]
    public void Records_end_where_CSV_says(string text, string records, string lines)
    {
        // One byte at a time is the hardest that a stream can be.
        foreach (int chunk in new[] { 1, 2, 3, 1000 })
        {
            using var reader = new RecordReader(new ChunkedStream(Encoding.UTF8.GetBytes(text), chunk), "file") { Delimiter = (byte)',' };
            (List<string> found, List<long> at) = ReadAll(reader);
            Assert.Equal(records.Length == 0 ? [] : records.Split('|'), found);
            Assert.Equal(lines.Length == 0 ? [] : lines.Split('|').Select(long.Parse), at);
        }
    }

    [Fact]
    public void Plain_lines_do_not_care_for_quotes()
    {
        using var reader = new RecordReader(new MemoryStream("{\"a\":\"\n}\n"u8.ToArray()), "file");

        Assert.Equal(["{\"a\":\"", "}"], ReadAll(reader).Records);
    }

    [Fact]
    public void A_quote_that_swallows_lines_is_an_error_with_its_line()
    {
        using var reader = new RecordReader(new MemoryStream("a,b\n1,\"x\n2,y\n3,z\n"u8.ToArray()), "cards.csv") { Delimiter = (byte)',' };

        var error = Assert.Throws<DataException>(() => ReadAll(reader));

        Assert.StartsWith("cards.csv, line 2: a quote", error.Message);
    }

    [Fact]
    public void Records_of_any_length_come_out_as_they_went_in()
    {
        var random = new Random(5);
        string[] records = [.. Enumerable.Range(0, 400).Select(_ => RandomRecord(random))];
        byte[] text = Encoding.UTF8.GetBytes(string.Join("\n", records) + "\n");
        using var reader = new RecordReader(new ChunkedStream(text, 777), "file") { Delimiter = (byte)';' };

        Assert.Equal(records, ReadAll(reader).Records);
    }

    private static string RandomRecord(Random random)
    {
        IEnumerable<string> cells = Enumerable.Range(0, 1 + random.Next(5)).Select(_ =>
        {
            string inside = new(
                [.. Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 5000 : 20)).Select(_ => "ab;\"\n"[random.Next(5)])]);
            return random.Next(2) == 0 ? $"\"{inside.Replace("\"", "\"\"")}\"" : "x" + inside.Replace("\n", "").Replace(";", "");
        });
        return string.Join(';', cells);
    }

    private static (List<string> Records, List<long> Lines) ReadAll(RecordReader reader)
    {
        (List<string> records, List<long> lines) = ([], []);
        while (reader.TryRead(out ReadOnlySpan<byte> record))
        {
            records.Add(Encoding.UTF8.GetString(record));
            lines.Add(reader.Line);
        }

        return (records, lines);
    }

    private sealed class ChunkedStream(byte[] content, int chunk) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);
    }
}
