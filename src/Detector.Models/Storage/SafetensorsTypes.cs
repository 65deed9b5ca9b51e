namespace Detector.Models.Storage;

/// <summary>Element types of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    /// <summary>Bytes of one element; 0 for a type that is not known.</summary>
    public static int Size(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };
}
