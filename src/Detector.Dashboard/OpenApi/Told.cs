using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;

namespace Detector.Dashboard.OpenApi;

/// <summary>What the OpenAPI document tells of an endpoint.</summary>
/// <param name="Summary">What it is for, in one sentence.</param>
/// <param name="Answer">Its answer's JSON; null: its answer is <paramref name="Media"/>.</param>
/// <param name="Media">The answer's media type.</param>
/// <param name="Status">The status of an answer that is as wanted.</param>
/// <param name="Body">JSON that it takes; null: none.</param>
/// <param name="Query">Its parameters behind the question mark, with what they mean.</param>
internal sealed record Told(
    string Summary,
    JsonTypeInfo? Answer = null,
    string Media = "application/json",
    int Status = 200,
    JsonTypeInfo? Body = null,
    IReadOnlyList<(string Name, string What)>? Query = null);

/// <summary>Tells of endpoints where they are mapped.</summary>
internal static class Telling
{
    public static void Tells(this IEndpointConventionBuilder endpoint, Told told) => endpoint.WithMetadata(told);
}
