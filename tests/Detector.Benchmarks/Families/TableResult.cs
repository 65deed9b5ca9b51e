namespace Detector.Benchmarks.Families;

/// <summary>One model on one table.</summary>
/// <param name="Auc">ROC-AUC on the test rows.</param>
/// <param name="Parts">The same for some of the score's parts alone, in the order of <see cref="PartNames"/>.</param>
/// <param name="FalseAlarms">Share of the usual test rows over the threshold.</param>
/// <param name="Seconds">Time that training took.</param>
internal sealed record TableResult(double Auc, IReadOnlyList<double> Parts, double FalseAlarms, double Seconds)
{
    public static readonly IReadOnlyList<string> PartNames = ["residual", "distance", "code", "residual + distance", "residual + code", "distance + code"];
}
