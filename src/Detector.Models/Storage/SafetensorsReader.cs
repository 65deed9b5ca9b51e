using System.Buffers.Binary;
using System.Text.Json;

namespace Detector.Models.Storage;

/// <summary>Reads the safetensors format and trusts nothing in it.</summary>
internal static class SafetensorsReader
{
    /// <summary>Headers longer than this are refused before they are parsed.</summary>
    public const int MaxHeaderBytes = 16 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads every tensor of a file.</summary>
    /// <param name="file">The whole file's bytes; the tensors refer to it.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="BundleException">The bytes are not a safetensors file: what is wrong is said.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Read(ReadOnlyMemory<byte> file, string name)
    {
        if (file.Length < 8)
        {
            throw new BundleException($"{name}: {file.Length} bytes are too few for a safetensors file.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > MaxHeaderBytes || length > (ulong)file.Length - 8)
        {
            throw new BundleException($"{name}: its header should be {length} bytes long, "
                + $"which the file or the limit of {MaxHeaderBytes} does not allow.");
        }

        ReadOnlyMemory<byte> data = file[(8 + (int)length)..];
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.Slice(8, (int)length), Strict);
            Dictionary<string, StoredTensor> tensors = header.RootElement.EnumerateObject()
                .Where(entry => entry.Name != "__metadata__")
                .ToDictionary(entry => entry.Name, entry => Entry(entry, data, name));
            CheckLayout(header.RootElement, data.Length, name);
            return tensors;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new BundleException($"{name}: its header is not a safetensors header: {e.Message}", e);
        }
    }

    private static StoredTensor Entry(JsonProperty entry, ReadOnlyMemory<byte> data, string file)
    {
        string type = entry.Value.GetProperty("dtype").GetString() ?? "";
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64())];
        (long start, long end) = Offsets(entry.Value);
        long size = SafetensorsTypes.Size(type);
        if (size == 0)
        {
            throw new BundleException($"{file}: tensor {entry.Name} has the unknown type {type}.");
        }

        if (start < 0 || end < start || end > data.Length)
        {
            throw new BundleException($"{file}: tensor {entry.Name} lies at {start}..{end}, "
                + $"outside the file's {data.Length} bytes of data.");
        }

        foreach (long dimension in shape)
        {
            // Not over the data's length at any point, so the product cannot overflow; zeros are allowed.
            size = dimension < 0 || (dimension > 0 && size > data.Length / dimension) ? -1 : size * dimension;
            if (size < 0)
            {
                break;
            }
        }

        return size == end - start
            ? new StoredTensor(entry.Name, type, shape, data[(int)start..(int)end])
            : throw new BundleException($"{file}: tensor {entry.Name} of type {type} and shape [{string.Join(", ", shape)}] "
                + $"does not fill {end - start} bytes.");
    }

    // The format allows neither gaps nor overlaps.
    private static void CheckLayout(JsonElement header, long length, string file)
    {
        long next = 0;
        IEnumerable<JsonProperty> tensors = header.EnumerateObject().Where(e => e.Name != "__metadata__");
        foreach ((long start, long end) in tensors.Select(e => Offsets(e.Value)).Order())
        {
            if (start != next)
            {
                throw new BundleException($"{file}: a tensor starts at byte {start} where byte {next} is the next free one.");
            }

            next = end;
        }

        if (next != length)
        {
            throw new BundleException($"{file}: its tensors end at byte {next} of {length}.");
        }
    }

    private static (long Start, long End) Offsets(JsonElement entry)
    {
        JsonElement offsets = entry.GetProperty("data_offsets");
        return offsets.GetArrayLength() == 2
            ? (offsets[0].GetInt64(), offsets[1].GetInt64())
            : throw new FormatException("data_offsets must be two numbers.");
    }
}
