namespace Detector.Models.Storage;

/// <summary>A named array as a safetensors file holds it.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="Type">Element type by its safetensors name: F32, F64, I64, U8 …</param>
/// <param name="Shape">Length of each dimension; empty for a single number.</param>
/// <param name="Data">The elements, little-endian, row-major.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);
