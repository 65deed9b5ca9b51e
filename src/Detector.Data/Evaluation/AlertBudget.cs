namespace Detector.Data.Evaluation;

/// <summary>What is found where only so many of the highest scores are looked at.</summary>
/// <param name="Share">Share of the rows, 0..1.</param>
/// <param name="Alerts">The same as a number of rows, rounded up.</param>
/// <param name="Recall">Share of the anomalies among them; null where there is no anomaly.</param>
public sealed record AlertBudget(double Share, int Alerts, double? Recall);
