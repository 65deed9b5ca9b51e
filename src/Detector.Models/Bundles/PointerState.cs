using System.Text.Json.Serialization;

namespace Detector.Models.Bundles;

/// <summary>
/// All pointers of a stream in one object, so that they move together: STREAM/pointers.json. The last moves are in it until their own
/// object of the history is written, so that none is lost and none noted that was not made.
/// </summary>
internal sealed record PointerState
{
    /// <summary>How often it was changed.</summary>
    public required long Sequence { get; init; }

    /// <summary>Names the change that made it, for who gets no answer.</summary>
    public required string Commit { get; init; }

    /// <summary>What each pointer names.</summary>
    public required IReadOnlyDictionary<string, string> Pointers { get; init; }

    /// <summary>The moves that made it.</summary>
    public required IReadOnlyList<PointerMove> Moves { get; init; }

    public static PointerState Empty { get; } = new()
    {
        Sequence = 0, Commit = "-", Pointers = new Dictionary<string, string>(), Moves = [],
    };

    [JsonIgnore]
    public string Entry => FormattableString.Invariant($"history/{Sequence:D10}.json");
}
