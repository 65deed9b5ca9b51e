using System.Text.Json.Serialization;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Settings;

namespace Detector.Models.Bundles;

/// <summary>What a bundle is: manifest.json.</summary>
public sealed record Manifest
{
    /// <summary>Version of the bundle's layout that this program writes; it reads no later one.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Name of the figure that <see cref="HeldOutOver"/> is.</summary>
    internal const string HeldOutOverName = "heldOutOverThreshold";

    /// <summary>Its name where each half of the rows was scored by what the other half taught.</summary>
    internal const string CrossFittedOverName = "crossFittedOverThreshold";

    public required int Format { get; init; }

    public required string Stream { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The model's family, such as "dense".</summary>
    public required string Family { get; init; }

    /// <summary>[Features] the features' names, in the order of the model's input.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Shape of a sample: [features], [steps, features] or [channels, height, width].</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>
    /// Which events make a sequence; left out where they are as many as it has steps, one behind the other, of a key, as in bundles of
    /// releases that knew no others.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WindowSettings? Window { get; init; }

    /// <summary>Shape of each weight, by name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Weights { get; init; }

    /// <summary>How it was trained, the seed among it.</summary>
    public required ModelSettings Model { get; init; }

    /// <summary>How messages become rows.</summary>
    public required SchemaSettings Schema { get; init; }

    public required TrainingSummary Training { get; init; }

    /// <summary>Where the rows came from; left out where they came from files, as in bundles of releases that knew no others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Lineage? Lineage { get; init; }

    /// <summary>Figures on rows that were not fitted, by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The share over the threshold of the rows that it was learned from, 0..1; NaN where it was not noted.</summary>
    [JsonIgnore]
    public double HeldOutOver =>
        Metrics.TryGetValue(Training.CrossFittedRows > 0 ? CrossFittedOverName : HeldOutOverName, out double over) ? over : double.NaN;

    /// <summary>Versions of what trained it, by name.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>SHA-256 of every other file, in lower-case hexadecimal.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>What is to be noted of a window.</summary>
    internal static WindowSettings? Noted(WindowSettings window) =>
        window == new WindowSettings { Steps = window.Steps } ? null : window;
}
