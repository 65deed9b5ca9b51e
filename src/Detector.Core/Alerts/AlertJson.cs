using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Core.Alerts.Incidents;

namespace Detector.Core.Alerts;

/// <summary>An alert as JSON: camelCase names, severities in lower case, a key that is missing left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(SeverityConverter), typeof(IncidentStateConverter)])]
[JsonSerializable(typeof(Alert))]
public sealed partial class AlertJson : JsonSerializerContext
{
    private sealed class IncidentStateConverter() : JsonStringEnumConverter<IncidentState>(JsonNamingPolicy.CamelCase);

    private sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase);
}
