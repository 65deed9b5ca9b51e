using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>The part of a manifest that every format has.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ManifestFormat
{
    public required int Format { get; init; }
}
