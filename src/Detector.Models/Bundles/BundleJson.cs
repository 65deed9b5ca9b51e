using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>The JSON files of a bundle: indented, camel case, strict when read.</summary>
internal static class BundleJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <exception cref="BundleException">The bytes are not such a thing, or a value in it is none that it may have.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string file)
        where T : notnull
    {
        T value;
        try
        {
            value = JsonSerializer.Deserialize<T>(json, Options) ?? throw new BundleException($"{file}: it holds no value.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new BundleException($"{file}: {e.Message}", e);
        }

        return RecordCheck.Find(value) is { } problem ? throw new BundleException($"{file}: {problem}.") : value;
    }
}
