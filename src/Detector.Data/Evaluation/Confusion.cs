namespace Detector.Data.Evaluation;

/// <summary>What became of labelled events at a threshold.</summary>
/// <param name="TruePositives">Anomalies with an alert.</param>
/// <param name="FalsePositives">Usual events with an alert.</param>
/// <param name="FalseNegatives">Anomalies without one.</param>
/// <param name="TrueNegatives">Usual events without one.</param>
public readonly record struct Confusion(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    /// <summary>Share of the alerts that were anomalies; NaN where there was no alert.</summary>
    public double Precision => TruePositives / (double)(TruePositives + FalsePositives);

    /// <summary>Share of the anomalies that raised an alert; NaN where there was none.</summary>
    public double Recall => TruePositives / (double)(TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * TruePositives / ((2.0 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Share of the usual events that raised an alert; NaN where there was none.</summary>
    public double FalseAlarmRate => FalsePositives / (double)(FalsePositives + TrueNegatives);
}
