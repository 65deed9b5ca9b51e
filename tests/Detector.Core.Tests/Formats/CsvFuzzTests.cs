using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats;

/// <summary>The decoder against RFC 4180's grammar as a regular expression, on random records, whole and damaged.</summary>
public class CsvFuzzTests
{
    private const string Cell = """("(?:[^"]|"")*"|[^",\r\n]*)""";
    private static readonly Regex Record = new($"""\A{Cell},{Cell},{Cell}(?:\r?\n|\r)?\z""");

    [Fact]
    public void TheDecoderAgreesWithTheGrammar()
    {
        var schema = new Schema(new()
        {
            Format = MessageFormat.Csv,
            Columns = ["a", "b", "c"],
            Key = "c",
            Fields = [new() { Name = "a" }, new() { Name = "b", Missing = MissingPolicy.Mean }],
        });
        IMessageDecoder decoder = MessageDecoder.Create(schema);
        var random = new Random(21);
        var seen = new Dictionary<DecodeErrorKind, int>();
        double[] row = new double[2];
        for (int i = 0; i < 100_000; i++)
        {
            string message = Message(random);
            DecodeResult result = decoder.Decode(Encoding.UTF8.GetBytes(message), row);
            seen[result.Error] = seen.GetValueOrDefault(result.Error) + 1;

            Match match = Record.Match(message);
            string[] cells = [.. match.Groups.Values.Skip(1)
                .Select(g => g.Value.StartsWith('"') ? g.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : g.Value)];
            DecodeErrorKind expected = message.Length == 0 ? DecodeErrorKind.Empty
                : !match.Success ? DecodeErrorKind.Malformed
                : cells[0].Length == 0 ? DecodeErrorKind.MissingField
                : Number(cells[0]) is null ? DecodeErrorKind.UnparsableValue
                : cells[2].Length == 0 ? DecodeErrorKind.MissingField
                : DecodeErrorKind.None;
            Assert.True(expected == result.Error, $"{result} instead of {expected} for [{message}]");
            if (result.Ok)
            {
                Assert.Equal([Number(cells[0])!.Value, Number(cells[1]) ?? double.NaN], row);
                Assert.Equal(cells[2], Encoding.UTF8.GetString(decoder.Key));
            }
        }

        Assert.All([DecodeErrorKind.None, DecodeErrorKind.Malformed, DecodeErrorKind.MissingField, DecodeErrorKind.UnparsableValue],
            k => Assert.True(seen[k] > 1000, $"{k}"));
    }

    private static double? Number(string text)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text.Trim(' '), Styles, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null;
    }

    private static string Message(Random random)
    {
        string Value() => random.Next(8) switch
        {
            0 => "",
            1 => "\"\"",
            2 => $"\" {random.Next(100)} \"",
            3 => "\"a,\"\"b\"\"\r\n\"",
            4 => $"{random.NextDouble()}",
            5 => $"{random.Next(10)}e{random.Next(400)}",
            _ => (random.NextDouble() * 100).ToString("0.00", CultureInfo.InvariantCulture),
        };
        var text = new StringBuilder($"{Value()},{Value()},{Value()}{(random.Next(3) == 0 ? "\r\n" : random.Next(2) == 0 ? "\n" : "")}");
        for (int i = random.Next(2) * random.Next(3); i > 0 && text.Length > 0; i--)
        {
            int at = random.Next(text.Length);
            _ = random.Next(3) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, "\",\r\n.-+e5 x"[random.Next(11)]),
                _ => text.Remove(at, text.Length - at),
            };
        }

        return text.ToString();
    }
}
