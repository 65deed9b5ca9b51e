using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Retraining.Runs;

/// <summary>JSON of what a training tells: camelCase, a line each; a number that JSON has no form for is "NaN" or "Infinity".</summary>
public static class TrainerJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    /// <summary>A line, without its end.</summary>
    public static string Write(TrainerLine line) => JsonSerializer.Serialize(line, Options);

    /// <summary>What a line tells; null where it is none of a training's.</summary>
    public static TrainerLine? Read(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<TrainerLine>(line, Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a file holds; null where it is none of those.</summary>
    internal static T? ReadFile<T>(byte[] content)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A file for people, too.</summary>
    internal static byte[] File<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Indented);
}
