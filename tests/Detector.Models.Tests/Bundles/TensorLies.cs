using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Detector.Models.Tests.Bundles;

/// <summary>Lies in a safetensors file: cut, with other names, types, shapes and places than its data, with numbers that are none, with
/// bits turned.</summary>
internal static class TensorLies
{
    private static readonly string[] Types = ["\"F64\"", "\"F16\"", "\"I64\"", "\"BOOL\"", "\"X9\"", "\"\"", "null", "4"];

    private static readonly string[] Shapes =
        ["[]", "[0]", "[1]", "[-1]", "[2147483648]", "[9223372036854775807]", "[4294967296,4294967296]", "[0,9223372036854775807]",
            "[1e300]", "[null]", "null", "\"x\""];

    private static readonly string[] Places = ["[0,0]", "[0,1]", "[-4,0]", "[4,0]", "[0,9223372036854775807]", "[2147483648,4294967296]",
        "[0]", "[0,4,8]", "null", "[1e300,0]"];

    private static readonly float[] Numbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -1e30f];

    public static IEnumerable<(string Lie, byte[] Content)> Of(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = (JsonObject)JsonNode.Parse(file.AsSpan(8, length))!;
        byte[] data = file[(8 + length)..];
        foreach (int cut in new[] { 0, 1, 7, 8, 9, 8 + (length / 2), 8 + length, 8 + length + 1, file.Length / 2, file.Length - 4,
            file.Length - 1 })
        {
            yield return ($"cut at {cut}", file[..cut]);
        }

        yield return ("a byte more", [.. file, 0]);
        foreach (long size in new[] { -1, 0, 1, int.MaxValue, 1L << 31, 1L << 40, long.MaxValue })
        {
            byte[] other = [.. file];
            BinaryPrimitives.WriteInt64LittleEndian(other, size);
            yield return ($"header of {size} bytes", other);
        }

        foreach ((string name, JsonNode? _) in header)
        {
            foreach ((string part, string[] values) in new[] { ("dtype", Types), ("shape", Shapes), ("data_offsets", Places) })
            {
                foreach (string value in values)
                {
                    yield return ($"{name} {part} {value}",
                        Made(header, data, copy => copy[name]![part] = JsonNode.Parse("[" + value + "]")![0]?.DeepClone()));
                }

                yield return ($"{name} {part} gone", Made(header, data, copy => ((JsonObject)copy[name]!).Remove(part)));
            }

            yield return ($"{name} renamed", Made(header, data, copy =>
            {
                copy[name + "x"] = copy[name]!.DeepClone();
                copy.Remove(name);
            }));
            yield return ($"{name} gone", Made(header, data, copy => copy.Remove(name)));
            int start = header[name]!["data_offsets"]![0]!.GetValue<int>();
            foreach (float number in header[name]!["dtype"]!.GetValue<string>() == "F32" ? Numbers : [])
            {
                byte[] other = [.. data];
                BinaryPrimitives.WriteSingleLittleEndian(other.AsSpan(start), number);
                yield return ($"{name} holds {number}", Made(header, other, _ => { }));
            }
        }

        yield return ("nothing in it", Made([], [], _ => { }));
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] other = [.. file];
            int place = random.Next(i % 2 == 0 ? 8 + length : file.Length);
            other[place] ^= (byte)(1 << random.Next(8));
            yield return ($"a bit of byte {place} turned", other);
        }
    }

    private static byte[] Made(JsonObject header, byte[] data, Action<JsonObject> change)
    {
        var copy = (JsonObject)header.DeepClone();
        change(copy);
        byte[] text = Encoding.UTF8.GetBytes(copy.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
