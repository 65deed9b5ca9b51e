using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>Writes the tensor in TorchSharp's format: element type, shape and bytes.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var scope = torch.NewDisposeScope();
        var source = tensor.cpu().contiguous();
        writer.Write7BitEncodedInt64((long)source.dtype);
        writer.Write7BitEncodedInt64(source.Dimensions);
        foreach (var size in source.shape)
            writer.Write7BitEncodedInt64(size);
        writer.Write(source.bytes);
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Overwrites the tensor with a saved one of the same type and shape, or reads past that one.</summary>
    /// <exception cref="ArgumentException">The saved tensor has another type or shape.</exception>
    /// <exception cref="EndOfStreamException">The file is cut short.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Load(reader);
        if (skip)
            return;
        if (loaded.dtype != tensor.dtype)
            throw new ArgumentException(
                $"Mismatched tensor data types while loading: {loaded.dtype} in the file, {tensor.dtype} in the module. They must be exactly the same.");
        if (!loaded.shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException(
                $"Mismatched tensor shape while loading: [{string.Join(", ", loaded.shape)}] in the file, [{string.Join(", ", tensor.shape)}] in the module.");
        using (torch.no_grad())
            tensor.copy_(loaded);
    }

    /// <summary>Reads a saved tensor.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var type = (torch.ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = reader.Read7BitEncodedInt64();
        var tensor = torch.empty(shape, type, torch.CPU);
        reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }
}
