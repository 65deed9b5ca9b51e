using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Dashboard;

/// <summary>An enum as its name in camelCase.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
