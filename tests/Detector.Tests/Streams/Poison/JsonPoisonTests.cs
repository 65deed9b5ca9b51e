using System.Text;
using System.Text.Json;
using Detector.Core.Schemas;
using Detector.Core.Sources;

namespace Detector.Tests.Streams.Poison;

/// <summary>Whatever a JSON message holds, the worst is a dead letter.</summary>
public class JsonPoisonTests
{
    private static readonly FieldSettings[] Fields =
    [
        new() { Name = "amount" },
        new() { Name = "long tail", Path = "tail", Log1p = true, Scaling = Scaling.Robust },
        new() { Name = "plain", Scaling = Scaling.None },
        new() { Name = "plain tail", Path = "plain", Scaling = Scaling.None, Log1p = true },
        new() { Name = "share", Scaling = Scaling.MinMax, Missing = MissingPolicy.Mean },
        new() { Name = "online", Kind = FieldKind.Boolean, Missing = MissingPolicy.Constant, Constant = "true" },
        new() { Name = "country", Kind = FieldKind.Categorical },
        new() { Name = "merchant", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.Hashing, Missing = MissingPolicy.Mean },
        new() { Name = "clock", Path = "seen", Kind = FieldKind.TimeOfDay, Missing = MissingPolicy.Mean },
        new() { Name = "weekday", Path = "seen", Kind = FieldKind.TimeOfWeek, Scaling = Scaling.MinMax, Missing = MissingPolicy.Mean },
        new() { Name = "nested", Path = "a.b.0", Missing = MissingPolicy.Mean },
    ];

    private static readonly string[] Names = ["amount", "tail", "plain", "share", "online", "country", "merchant", "seen", "a", "card",
        "at", "nobody's"];

    [Fact]
    public async Task EveryExtremeOfEveryFieldEndsAsAlertOrDeadLetter()
    {
        var line = new PoisonLine(new SchemaSettings { Key = "card", Time = "at", Fields = Fields }, Usual());
        string[] literals =
        [
            .. Extremes.Numbers, .. Extremes.Numbers.Select(Quoted), .. Extremes.Times, .. Extremes.Times.Select(Quoted),
            .. Extremes.Texts.Select(Quoted),
            "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"\\uZZZZ\"", "\"\\", "\"", "{}",
            "[]", "[1]", "{\"b\":[1e308]}", "{\"b\":{\"0\":-1e308}}",
            Nested(63), Nested(64), Nested(65), Nested(100_000), "", "undefined", "//",
        ];
        byte[][] values = [.. literals.Select(Encoding.UTF8.GetBytes), .. Extremes.NoTexts,
            .. Extremes.NoTexts.Select(bytes => (byte[])[(byte)'"', .. bytes, (byte)'"'])];
        PoisonMessage[] messages = [.. from name in Names from value in values select new PoisonMessage(With(name, value))];
        IReadOnlyDictionary<long, string> dead = await line.SendAsync(messages);

        Assert.InRange(dead.Count, messages.Length / 10, messages.Length * 9 / 10);
    }

    [Fact]
    public async Task WholeMessagesKeysHeadersAndTimestampsToo()
    {
        var line = new PoisonLine(new SchemaSettings { Fields = Fields }, Usual());
        byte[] good = Usual().First();
        string text = Encoding.UTF8.GetString(good);
        PoisonMessage[] wholes =
        [
            new((byte[]?)null), new([]), new([0]), new(" "u8.ToArray()), new("{}"u8.ToArray()), new("{"u8.ToArray()),
            new("}"u8.ToArray()), new("null"u8.ToArray()), new("[]"u8.ToArray()),
            new([0xEF, 0xBB, 0xBF, .. good]), new([.. good, 0]), new([.. good, .. good]), new([.. good, (byte)'\n']),
            new(Encoding.Unicode.GetBytes(text)), new(Encoding.BigEndianUnicode.GetBytes(text)),
            new(new byte[1_000_000]), new(Encoding.UTF8.GetBytes(new string('{', 1_000_000))),
            new(Encoding.UTF8.GetBytes(new string('[', 1_000_000))),
            new(Encoding.UTF8.GetBytes($"{{{string.Concat(Names.Select(name => $"\"{name}\":1,\"{name}\":null,"))}{text[1..]}")),
            new(Encoding.UTF8.GetBytes($"{text[..^1]},{string.Join(',', Names.Select(name => $"\"{name}\":1"))}}}")),
            new(Encoding.UTF8.GetBytes($"{text[..^1]},{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"k{i}\":{{}}"))}}}")),
        ];
        byte[]?[] keyBytes = [null, [], "k"u8.ToArray(), new byte[1_000_000], .. Extremes.NoTexts,
            .. Extremes.Texts.Select(Encoding.UTF8.GetBytes)];
        PoisonMessage[] keys = [.. keyBytes.Select(key => new PoisonMessage(good) { Key = key })];
        long[] timestamps =
        [
            -1, 0, 1, -2, long.MaxValue, long.MinValue, 1_764_500_000_000_000, 1_764_500_000_000_000_000, -62_135_596_800_000,
            -62_135_596_800_001, 253_402_300_799_999, 253_402_300_800_000,
        ];
        PoisonMessage[] times = [.. timestamps.Select(time => new PoisonMessage(good) { TimestampMs = time })];
        PoisonMessage[] headers =
            [.. from name in Extremes.Texts.Append("detector_reason") from bytes in Extremes.NoTexts.Append([]).Append(null)
                                      select new PoisonMessage([]) { Headers = [new(name, bytes), new(name, bytes)] }];
        PoisonMessage[] all = [.. wholes, .. keys, .. times, .. headers];
        IReadOnlyDictionary<long, string> dead = await line.SendAsync(all);

        Assert.All(keys, key => Assert.DoesNotContain((long)Array.IndexOf(all, key), dead));
        Assert.Equal(
            [-1, long.MaxValue, long.MinValue, 1_764_500_000_000_000, 1_764_500_000_000_000_000, -62_135_596_800_001, 253_402_300_800_000],
            times.Where(time => dead.ContainsKey(Array.IndexOf(all, time))).Select(time => time.TimestampMs));
        Assert.Equal(
            "the Kafka timestamp 1764500000000000 is no time of the years 1 to 9999 in milliseconds; "
            + "Schema:Time can name a field that holds the event's time",
            dead[Array.FindIndex(all, message => message.TimestampMs == 1_764_500_000_000_000)]);
        Assert.Equal(
            "the message has no Kafka timestamp; Schema:Time can name a field that holds the event's time",
            dead[Array.FindIndex(all, message => message.TimestampMs == -1)]);
    }

    [Fact]
    public async Task DamagedMessagesToo()
    {
        var line = new PoisonLine(new SchemaSettings { Key = "card", Time = "at", Fields = Fields }, Usual());
        var mutator = new Mutator(17);
        byte[][] good = [.. Usual().Take(20)];
        byte[][] words = [.. Extremes.Numbers.Concat(Extremes.Times).Where(w => w.Length < 500).Concat(["\"", "\\", "{", "}", "[", "]",
            ",", ":", "\\u", "\\ud800", "null", "\"at\":", "\"a\":"])
            .Select(Encoding.UTF8.GetBytes), .. Extremes.NoTexts];
        await line.SendAsync([.. Enumerable.Range(0, 20_000).Select(i => new PoisonMessage(mutator.Of(good[i % good.Length], words)))]);
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    // A message in which one key has another value, whatever bytes that is.
    private static byte[] With(string name, byte[] value)
    {
        using var message = new MemoryStream();
        message.WriteByte((byte)'{');
        foreach (string key in Names.Where(key => key != name))
        {
            message.Write(Encoding.UTF8.GetBytes($"\"{key}\":{Good(key, 3)},"));
        }

        message.Write([.. Encoding.UTF8.GetBytes($"\"{name}\":"), .. value, (byte)'}']);
        return message.ToArray();
    }

    private static IEnumerable<byte[]> Usual() => Enumerable.Range(0, 200)
        .Select(i => Encoding.UTF8.GetBytes($"{{{string.Join(',', Names.Select(name => $"\"{name}\":{Good(name, i)}"))}}}"));

    private static string Good(string name, int i) => name switch
    {
        "country" => i % 3 == 0 ? "\"DE\"" : "\"AT\"",
        "merchant" => $"\"m{i % 40}\"",
        "online" => i % 2 == 0 ? "true" : "false",
        "seen" or "at" => $"{1_769_860_800 + (i * 977)}",
        "card" => $"\"card-{i}\"",
        "a" => $"{{\"b\":[{i % 9}]}}",
        _ => $"{i * 37 % 101 / 10.0:0.0}",
    };
}
