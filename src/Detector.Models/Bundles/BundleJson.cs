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
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter() },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <exception cref="BundleException">The bytes are not such a thing.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new BundleException($"{file}: it holds no value.");
        }
        catch (JsonException e)
        {
            throw new BundleException($"{file}: {e.Message}", e);
        }
    }
}
