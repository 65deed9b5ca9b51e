using System.Globalization;
using System.Text;
using Detector.Core.Schemas;

namespace Detector.Tests.Streams.Poison;

/// <summary>Whatever a CSV message holds, the worst is a dead letter.</summary>
public class CsvPoisonTests
{
    private static readonly SchemaSettings Schema = new()
    {
        Format = MessageFormat.Csv,
        Columns = ["card", "at", "amount", "nobody's", "online", "country"],
        Key = "card",
        Time = "at",
        Fields =
        [
            new() { Name = "amount", Log1p = true },
            new() { Name = "again", Path = "amount", Scaling = Scaling.None, Missing = MissingPolicy.Mean },
            new() { Name = "online", Kind = FieldKind.Boolean, Missing = MissingPolicy.Mean },
            new() { Name = "country", Kind = FieldKind.Categorical, Missing = MissingPolicy.Mean },
            new() { Name = "clock", Path = "at", Kind = FieldKind.TimeOfDay },
        ],
    };

    private readonly PoisonLine _line = new(Schema, Usual());

    [Fact]
    public async Task EveryExtremeOfEveryColumnEndsAsAlertOrDeadLetter()
    {
        byte[][] values =
        [
            .. Extremes.Numbers.Concat(Extremes.Times).Concat(Extremes.Texts)
                .SelectMany(text => new[] { text, $"\"{text}\"", $"\"{text.Replace("\"", "\"\"")}\"" })
                .Select(Encoding.UTF8.GetBytes),
            .. Extremes.NoTexts, .. Extremes.NoTexts.Select(bytes => (byte[])[(byte)'"', .. bytes, (byte)'"']), "\""u8.ToArray(),
            "\"\""u8.ToArray(), "\"\"\""u8.ToArray(),
        ];
        PoisonMessage[] messages =
        [
            .. from column in Enumerable.Range(0, 6)
               from value in values
               select new PoisonMessage(With(column, value)),
        ];
        IReadOnlyDictionary<long, string> dead = await _line.SendAsync(messages);

        Assert.InRange(dead.Count, messages.Length / 10, messages.Length * 9 / 10);
    }

    [Fact]
    public async Task DamagedMessagesToo()
    {
        var mutator = new Mutator(18);
        byte[][] good = [.. Usual().Take(20)];
        byte[][] words = [.. Extremes.Numbers.Concat(Extremes.Times).Where(w => w.Length < 500).Concat(["\"", "\"\"", ",", "\n", "\r\n",
            ",,", "\0"]).Select(Encoding.UTF8.GetBytes), .. Extremes.NoTexts];
        byte[][] wholes = [[], [0], "\n"u8.ToArray(), "\r\n"u8.ToArray(), ","u8.ToArray(), ",,,,,"u8.ToArray(),
            Encoding.UTF8.GetBytes(new string(',', 1_000_000)), Encoding.Unicode.GetBytes("a,b")];
        IEnumerable<byte[]> damaged = Enumerable.Range(0, 20_000).Select(i => mutator.Of(good[i % good.Length], words));
        await _line.SendAsync([.. wholes.Concat(damaged).Select(payload => new PoisonMessage(payload))]);
    }

    private static byte[] With(int column, byte[] value) =>
        [.. Enumerable.Range(0, 6).SelectMany(i => (byte[])[.. i == column ? value : Encoding.UTF8.GetBytes(Good(i, 3)),
            .. i < 5 ? ","u8 : default])];

    private static IEnumerable<byte[]> Usual() =>
        from row in Enumerable.Range(0, 200)
        select Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 6).Select(column => Good(column, row))));

    private static string Good(int column, int row) => column switch
    {
        0 => $"card-{row}",
        1 => DateTime.UnixEpoch.AddMinutes(row * 977).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        2 => $"{row * 37 % 101}",
        4 => row % 2 == 0 ? "yes" : "no",
        5 => row % 3 == 0 ? "DE" : "\"A, T\"",
        _ => "",
    };
}
