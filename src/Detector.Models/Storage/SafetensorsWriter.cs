using System.Buffers.Binary;
using System.Text.Json;

namespace Detector.Models.Storage;

/// <summary>
/// Writes the safetensors format: eight bytes with the header's length, a JSON header padded with spaces to a multiple of
/// eight, then the tensors' bytes without gaps (https://huggingface.co/docs/safetensors).
/// </summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes the tensors, widest element first as the format's own library does, so that each is aligned.</summary>
    public static void Write(Stream stream, IEnumerable<StoredTensor> tensors)
    {
        StoredTensor[] ordered = [.. tensors.OrderByDescending(t => SafetensorsTypes.Size(t.Type))
            .ThenBy(t => t.Name, StringComparer.Ordinal)];
        byte[] header = Header(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (StoredTensor tensor in ordered)
        {
            stream.Write(tensor.Data.Span);
        }
    }

    private static byte[] Header(StoredTensor[] tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach (StoredTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset += tensor.Data.Length]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
