namespace Detector.Retraining.Comparison;

/// <summary>What a model does with events that none of those compared was trained on. A figure that cannot be is NaN.</summary>
public sealed record ModelFigures
{
    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The score above which it alerts.</summary>
    public required double Threshold { get; init; }

    /// <summary>Events that it gave no finite score.</summary>
    public required int Unscored { get; init; }

    /// <summary>Share of the events held back that it alerts, 0..1: false alarms, but for the anomalies among them.</summary>
    public required double AlertRate { get; init; }

    /// <summary>The middle score, in thresholds.</summary>
    public required double Median { get; init; }

    /// <summary>The score that one event in a hundred exceeds, in thresholds.</summary>
    public required double Tail { get; init; }

    /// <summary>The middle reconstruction error; each model has its own scale.</summary>
    public required double Error { get; init; }

    /// <summary>Share of the planted anomalies that it alerts, 0..1.</summary>
    public required double PlantedRecall { get; init; }

    /// <summary>The same where its threshold were such that the target's share of the events held back is alerted.</summary>
    public required double PlantedRecallAtTarget { get; init; }

    /// <summary>The chance that a planted anomaly scores higher than an event held back.</summary>
    public required double PlantedRocAuc { get; init; }

    /// <summary>Average precision on the golden set's labels; null where there is none.</summary>
    public double? GoldenPrecision { get; init; }

    /// <summary>
    /// How much likelier it is to alert a planted anomaly than another event (W. Youden, 1950): neither alerting all nor alerting nothing
    /// is worth anything.
    /// </summary>
    public double Skill => PlantedRecall - AlertRate;
}
