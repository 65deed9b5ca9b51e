using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Drift;
using Detector.Core.Thresholds;
using Detector.Dashboard.Health;
using Detector.Dashboard.Live;
using Detector.Dashboard.Models;
using Detector.Streams.Status;

namespace Detector.Dashboard;

/// <summary>
/// JSON of the API: camelCase names and enum values; a number that JSON has no form for is "NaN", "Infinity" or "-Infinity".
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(CamelCaseEnum<StreamState>), typeof(CamelCaseEnum<Severity>), typeof(CamelCaseEnum<ThresholdMethod>),
        typeof(CamelCaseEnum<DriftLevel>), typeof(CamelCaseEnum<IncidentState>)])]
[JsonSerializable(typeof(IReadOnlyList<StreamStatus>))]
[JsonSerializable(typeof(IReadOnlyList<Alert>))]
[JsonSerializable(typeof(RetrainingStatus))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(LiveStatus))]
[JsonSerializable(typeof(IReadOnlyList<ScoreCount>))]
[JsonSerializable(typeof(ScoreColumns))]
[JsonSerializable(typeof(IReadOnlyList<ModelVersion>))]
[JsonSerializable(typeof(WantedThreshold))]
[JsonSerializable(typeof(DoneBody))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class DashboardJson : JsonSerializerContext
{
    /// <summary>Leaves letters of all languages as they are: the body is never put into a page's markup.</summary>
    public static DashboardJson Readable =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
