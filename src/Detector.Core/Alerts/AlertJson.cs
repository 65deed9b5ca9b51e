using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Core.Alerts.Incidents;

namespace Detector.Core.Alerts;

/// <summary>An alert as JSON: camelCase names, severities in lower case, a key that is missing left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(SeverityConverter), typeof(IncidentStateConverter)])]
[JsonSerializable(typeof(Alert))]
public sealed partial class AlertJson : JsonSerializerContext
{
    /// <summary>An alert that was written to a topic; null where it is none, as anybody may write there.</summary>
    public static Alert? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.Alert) is { } alert && IsWhole(alert) ? alert : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Of lists the annotations do not say what is in them.
    private static bool IsWhole(Alert alert) =>
        alert.Features.All(feature => feature is { TogetherWith: null } || feature?.TogetherWith!.All(name => name is not null) == true)
        && alert.Parts?.All(part => part is not null) != false
        && alert.Frame?.Boxes.All(box => box is not null) != false
        && alert.Included?.Values.All(value => value is not null) != false;

    private sealed class IncidentStateConverter() : JsonStringEnumConverter<IncidentState>(JsonNamingPolicy.CamelCase);

    private sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase);
}
