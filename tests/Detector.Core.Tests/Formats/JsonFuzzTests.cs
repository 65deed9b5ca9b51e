using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Tests.Formats;

/// <summary>The decoder against the framework's reader on random messages, whole and damaged.</summary>
public class JsonFuzzTests
{
    private const string Damages = "{}[]\",:\\u0123.-+eE \n\ttrue";
    private static readonly string[] Paths = ["a", "longer_name", "a_name_longer_than_16_bytes",
        "o.x", "o.deep.y", "list.1", "list.3.z", "ключ", "flag", "kind"];

    private readonly Schema _schema = new(new()
    {
        Key = "id",
        Fields = [.. Paths.Select(path => new FieldSettings
        {
            Name = path,
            Kind = path == "flag" ? FieldKind.Boolean : path == "kind" ? FieldKind.Categorical : FieldKind.Numeric,
            Missing = path.Length % 2 == 0 ? MissingPolicy.Reject : MissingPolicy.Constant,
            Constant = path == "kind" ? "none" : "-77",
        })],
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheDecoderAgreesWithTheFrameworksReader(int seed)
    {
        var random = new Random(seed);
        IMessageDecoder decoder = MessageDecoder.Create(_schema);
        var seen = new Dictionary<DecodeErrorKind, int>();
        for (int i = 0; i < 40_000; i++)
        {
            byte[] message = Message(random);
            byte[] payload = i % 2 == 0 ? message : Damage(message, random);
            DecodeErrorKind kind = Compare(decoder, payload);
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        }

        // The comparison means something only where every outcome is common.
        Assert.All([DecodeErrorKind.None, DecodeErrorKind.Malformed, DecodeErrorKind.MissingField, DecodeErrorKind.UnparsableValue],
            k => Assert.True(seen[k] > 1000, $"{k}"));
    }

    private DecodeErrorKind Compare(IMessageDecoder decoder, byte[] payload)
    {
        double[] row = new double[Paths.Length];
        DecodeResult result = decoder.Decode(payload, row);
        Dictionary<string, (JsonTokenType Type, string Text)>? model = JsonModel.Read(payload, [.. Paths, "id"]);
        string shown = Encoding.UTF8.GetString(payload);
        if (model is null)
        {
            Assert.True(result.Error is DecodeErrorKind.Malformed or DecodeErrorKind.Empty,
                $"taken, but the framework's reader refuses it: {shown}");
            return result.Error;
        }

        Assert.True(result.Error is not DecodeErrorKind.Malformed,
            $"refused at {result.Position}, but the framework's reader takes it: {shown}");
        for (int i = 0; i < Paths.Length; i++)
        {
            SchemaField field = _schema.Fields[i];
            bool absent = !model.TryGetValue(field.Path, out var value) || value.Type == JsonTokenType.Null;
            double? expected = absent ? null : Expected(field.Kind, value);
            if (expected is null && field.IsRequired)
            {
                Assert.True(result.Field == i && result.Error == (absent ? DecodeErrorKind.MissingField : DecodeErrorKind.UnparsableValue),
                    $"{field.Name}: {result} for {shown}");
                return result.Error;
            }

            double wanted = expected ?? field.StandIn;
            Assert.True(!result.Ok || BitConverter.DoubleToInt64Bits(wanted) == BitConverter.DoubleToInt64Bits(row[i]),
                $"{field.Name}: {row[i]:R} for {wanted:R} in {shown}");
        }

        bool keyed = model.TryGetValue("id", out var key)
            && key.Type is not (JsonTokenType.Null or JsonTokenType.StartArray or JsonTokenType.StartObject);
        Assert.True(result.Ok == keyed && (keyed || result.Field == DecodeResult.KeyField), shown);
        Assert.Equal(keyed ? key.Text : "", Encoding.UTF8.GetString(decoder.Key));
        return result.Error;
    }

    private static double? Expected(FieldKind kind, (JsonTokenType Type, string Text) value)
    {
        if (value.Type is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            return null;
        }

        string word = value.Text.Trim(' ').ToUpperInvariant();
        return kind switch
        {
            FieldKind.Numeric => JsonModel.Number(value),
            FieldKind.Categorical => CategoryToken.Of(Encoding.UTF8.GetBytes(value.Text)),
            _ => word is "TRUE" or "YES" ? 1 : word is "FALSE" or "NO" ? 0 : JsonModel.Number(value) switch { 1 => 1, 0 => 0, _ => null },
        };
    }

    private static byte[] Message(Random random)
    {
        List<string> members =
            [.. new[] { "a", "longer_name", "a_name_longer_than_16_bytes", "ключ" }.Select(name => Member(name, Number(random), random))];
        string deep = Member("deep", $"{{{Member("y", Number(random), random)}}}", random);
        members.Add(Member("o", $"{{{Space(random)}{Member("x", Number(random), random)},{deep}}}", random));
        members.Add(
            Member("list", $"[{Any(random, 0)},{Number(random)},{Any(random, 0)},{{{Member("z", Number(random), random)}}}]", random));
        members.Add(Member("flag", Pick(random, "true", "false", "1", "0.0", "\"Yes\"", "\"no\"", "\"false\"", "true", "1"), random));
        members.Add(Member("kind", Pick(random, Text(random), "12", "true"), random));
        members.Add(Member("id", Pick(random, Text(random), "4711", "-0.50e3"), random));
        for (int i = random.Next(3); i > 0; i--)
        {
            members.Insert(random.Next(members.Count), Member($"extra{random.Next(5)}", Any(random, 0), random));
        }

        if (random.Next(4) == 0)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        }

        if (random.Next(8) == 0)
        {
            members.RemoveAt(random.Next(members.Count));
        }

        if (random.Next(8) == 0)
        {
            members.Add(Member(Pick(random, "a", "flag", "o"), Any(random, 0), random));
        }

        return Encoding.UTF8.GetBytes($"{Space(random)}{{{Space(random)}{string.Join(",", members)}}}{Space(random)}");
    }

    private static string Member(string name, string value, Random random)
    {
        string key = random.Next(20) == 0 ? string.Concat(name.Select(c => $"\\u{(int)c:x4}")) : name;
        return $"{Space(random)}\"{key}\"{Space(random)}:{Space(random)}{value}{Space(random)}";
    }

    private static string Any(Random random, int depth) => random.Next(depth > 2 ? 6 : 8) switch
    {
        0 => "null",
        1 => "true",
        2 or 3 => Text(random),
        4 or 5 => Number(random),
        6 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth + 1)))}]",
        _ => $"{{{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(i => Member($"k{i}", Any(random, depth + 1), random)))}}}",
    };

    private static string Number(Random random) => random.Next(14) switch
    {
        0 => random.Next(-5, 2000).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture) + random.Next(10),
        2 => (random.NextDouble() * Math.Pow(10, random.Next(-30, 30))).ToString("R", CultureInfo.InvariantCulture),
        3 => $"{random.Next(100)}.{random.Next():000}e{random.Next(-40, 40)}",
        4 => $"-0.{new string('0', random.Next(25))}{random.NextInt64()}E+{random.Next(30)}",
        5 => $"\"{random.NextDouble().ToString("0.00000", CultureInfo.InvariantCulture)}\"",
        6 => Pick(random, "null", "\"\"", "\"abc\"", "\" +1.5 \"", "\".5\"", "\"5.\"", "\"-\"", "true", "1e999", "-0", "[]", "{}"),
        7 => Math.Round(random.NextDouble() * 1000, 2).ToString(CultureInfo.InvariantCulture),
        _ => (random.NextDouble() - 0.5).ToString("0.000000", CultureInfo.InvariantCulture),
    };

    private static string Text(Random random)
    {
        string text = string.Concat(
            Enumerable.Range(0, random.Next(12)).Select(_ => Pick(random, "a", "Z", "\"", "\\", "/", "\n", "é", "漢", "😀", "0", " ")));
        return JsonSerializer.Serialize(text, random.Next(2) == 0 ? null
            : new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static string Space(Random random) => random.Next(6) == 0 ? Pick(random, " ", "  ", "\n", "\t", " \r\n ") : "";

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static byte[] Damage(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (int i = random.Next(1, 3); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            byte c = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)Damages[random.Next(Damages.Length)];
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, c);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), random.Next(bytes.Count / 2)));
                    break;
                default:
                    bytes[at] = c;
                    break;
            }
        }

        return [.. bytes];
    }
}
