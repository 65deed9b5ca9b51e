using System.Text.Json.Nodes;
using Detector.Core.Features;

namespace Detector.Models.Bundles;

/// <summary>What differs between two models.</summary>
/// <param name="Part">What it is of: model, schema, features, window, threshold, training, lineage, figures, scaler or libraries.</param>
/// <param name="Path">Which value, such as "earlyStopping.heldOut", or a field's name.</param>
/// <param name="A">What the first has, as JSON; null: nothing.</param>
/// <param name="B">What the second has.</param>
public sealed record BundleDifference(string Part, string Path, JsonNode? A, JsonNode? B)
{
    // Two scalers of two samples of one stream are never the same: what counts is how far apart, in the field's own spread.
    private const double LeastShift = 0.05;

    /// <summary>Every difference that tells the models apart.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static IReadOnlyList<BundleDifference> Between(Bundle a, Bundle b) =>
    [
        .. Between("model", a.Manifest.Model, b.Manifest.Model),
        .. Between("schema", a.Manifest.Schema, b.Manifest.Schema),
        .. Between("features", a.Manifest.Features, b.Manifest.Features),
        .. Between("window", a.Window, b.Window),
        .. Between("threshold", a.Threshold, b.Threshold),
        .. Between("training", a.Manifest.Training, b.Manifest.Training),
        .. Between("lineage", Of(a.Manifest.Lineage), Of(b.Manifest.Lineage)),
        .. Between("figures", a.Manifest.Metrics, b.Manifest.Metrics),
        .. Scalers(a.Transform.ToState(), b.Transform.ToState()),
        .. Between("libraries", a.Manifest.Libraries, b.Manifest.Libraries),
    ];

    internal static IEnumerable<BundleDifference> Between<T>(string part, T a, T b)
        where T : notnull
    {
        var ours = Leaves(JsonNode.Parse(BundleJson.Write(a)), "").ToDictionary();
        var theirs = Leaves(JsonNode.Parse(BundleJson.Write(b)), "").ToDictionary();
        return ours.Keys.Union(theirs.Keys)
            .Select(path => new BundleDifference(part, path, ours.GetValueOrDefault(path), theirs.GetValueOrDefault(path)))
            .Where(difference => !JsonNode.DeepEquals(difference.A, difference.B));
    }

    // Entries of a list that have names go by them, so that one that is put in between moves no other; other lists are one value.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject entries => entries.SelectMany(entry => Leaves(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")),
        JsonArray { Count: > 0 } list when list.All(entry => entry is JsonObject named && named["name"] is JsonValue)
            && list.Select(entry => entry!["name"]!.ToString()).Distinct().Count() == list.Count =>
            list.SelectMany(entry => Leaves(entry, $"{path}.{entry!["name"]}")),
        _ => [new(path, node)],
    };

    private static IEnumerable<BundleDifference> Scalers(FeatureTransformState a, FeatureTransformState b) =>
        from ours in a.Fields
        from theirs in b.Fields
        where ours.Name == theirs.Name && ours.Center.Count == 1 && theirs.Center.Count == 1
        let shift = Math.Max(Math.Abs(theirs.Center[0] - ours.Center[0]) / ours.Scale, Math.Abs(Math.Log(theirs.Scale / ours.Scale)))
        where shift > LeastShift
        orderby shift descending
        select new BundleDifference("scaler", ours.Name, Of(ours), Of(theirs));

    // A partition by its name, and what one is about as a whole.
    private static JsonObject Of(Lineage? lineage)
    {
        if (lineage is null)
        {
            return [];
        }

        JsonObject told = JsonNode.Parse(BundleJson.Write(lineage))!.AsObject();
        told["rows"] = lineage.Parts.Sum(part => (long)part.Rows);
        told["parts"] = new JsonObject(lineage.Parts.DistinctBy(part => (part.Topic, part.Partition)).Select(part =>
            KeyValuePair.Create($"{part.Topic}/{part.Partition}", (JsonNode?)JsonNode.Parse(BundleJson.Write(part)))));
        return told;
    }

    private static JsonObject Of(FieldState state) => new() { ["center"] = state.Center[0], ["scale"] = state.Scale };
}
