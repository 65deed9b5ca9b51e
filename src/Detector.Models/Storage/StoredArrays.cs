using System.Runtime.InteropServices;

namespace Detector.Models.Storage;

/// <summary>Plain arrays as stored tensors, and back with their shape checked.</summary>
internal static class StoredArrays
{
    public static StoredTensor Of(string name, float[] values, params long[] shape) =>
        new(name, "F32", shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static StoredTensor Of(string name, double[] values, params long[] shape) =>
        new(name, "F64", shape, MemoryMarshal.AsBytes<double>(values).ToArray());

    /// <param name="arrays">A file's arrays.</param>
    /// <param name="name">The one wanted.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="shape">The shape that it must have; -1 for any length.</param>
    /// <exception cref="BundleException">It is missing, or of another type or shape.</exception>
    public static float[] Floats(IReadOnlyDictionary<string, StoredTensor> arrays, string name, string file, params long[] shape) =>
        MemoryMarshal.Cast<byte, float>(Find(arrays, name, file, "F32", shape).Data.Span).ToArray();

    /// <inheritdoc cref="Floats"/>
    public static double[] Doubles(IReadOnlyDictionary<string, StoredTensor> arrays, string name, string file, params long[] shape) =>
        MemoryMarshal.Cast<byte, double>(Find(arrays, name, file, "F64", shape).Data.Span).ToArray();

    /// <summary>Name of an array with a number that is infinite or none; null where there is no such.</summary>
    public static string? NotFinite(IEnumerable<StoredTensor> arrays) => arrays.FirstOrDefault(array => array.Type switch
    {
        "F32" => MemoryMarshal.Cast<byte, float>(array.Data.Span).ContainsAnyExceptInRange(-float.MaxValue, float.MaxValue),
        "F64" => MemoryMarshal.Cast<byte, double>(array.Data.Span).ContainsAnyExceptInRange(-double.MaxValue, double.MaxValue),
        _ => false,
    })?.Name;

    private static StoredTensor Find(IReadOnlyDictionary<string, StoredTensor> arrays, string name, string file, string type, long[] shape)
    {
        if (!arrays.TryGetValue(name, out StoredTensor? array))
        {
            throw new BundleException($"{file}: the array {name} is missing.");
        }

        bool fits = array.Type == type && array.Shape.Count == shape.Length
            && shape.Zip(array.Shape).All(d => d.First < 0 || d.First == d.Second);
        return fits ? array : throw new BundleException(
            $"{file}: {name} is {array.Type} [{string.Join(", ", array.Shape)}], "
            + $"but the model needs {type} [{string.Join(", ", shape.Select(d => d < 0 ? "any" : $"{d}"))}].");
    }
}
