namespace Detector.Benchmarks.Families;

/// <summary>One model on one table.</summary>
/// <param name="Auc">ROC-AUC on the test rows.</param>
/// <param name="FalseAlarms">Share of the usual test rows over the threshold.</param>
/// <param name="Seconds">Time that training took.</param>
internal sealed record TableResult(double Auc, double FalseAlarms, double Seconds);
