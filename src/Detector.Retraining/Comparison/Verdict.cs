using System.Globalization;

namespace Detector.Retraining.Comparison;

/// <summary>Whether a challenger may serve, and what that rests on: verdict.json beside its bundle's files.</summary>
public sealed record Verdict
{
    /// <summary>The file's name.</summary>
    public const string File = "verdict.json";

    /// <summary>What became of it.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>What speaks against it.</summary>
    public required IReadOnlyList<string> Against { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Why a model was trained.</summary>
    public required string Trigger { get; init; }

    /// <summary>Events held back that both were measured on.</summary>
    public required int Rows { get; init; }

    /// <summary>Anomalies planted in them.</summary>
    public required int Planted { get; init; }

    /// <summary>The model that served; null where none did that could be compared.</summary>
    public ModelFigures? Champion { get; init; }

    /// <summary>The model that wants to serve.</summary>
    public required ModelFigures Challenger { get; init; }

    /// <summary>Whether the two rank events alike, -1..1; null where there is nothing to compare.</summary>
    public double? Agreement { get; init; }

    /// <summary>The share of the live events that it would have alerted in shadow, 0..1; null where it was not.</summary>
    public double? LiveRate { get; init; }

    /// <summary>When the watch over its promotion had seen enough; null while it has not, or there is none.</summary>
    public DateTimeOffset? Watched { get; init; }

    /// <summary>It in a sentence.</summary>
    public string Sentence => Against.Count > 0
        ? $"{Trigger}; against it: {string.Join("; ", Against)}"
        : Champion is null
            ? $"{Trigger}; alerts {Percent(Challenger.AlertRate)} of {Rows} later events"
            : $"{Trigger}; of {Rows} later events alerts {Percent(Challenger.AlertRate)} ({Champion.Version}: "
                + $"{Percent(Champion.AlertRate)}), finds {Percent(Challenger.PlantedRecall)} of planted anomalies "
                + $"({Percent(Champion.PlantedRecall)})";

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
