using Detector.Data.Evaluation;
using Detector.Models.Bundles;

namespace Detector.Benchmarks.Families;

/// <summary>One model on one table's test rows.</summary>
/// <param name="Labels">Which rows are anomalies.</param>
/// <param name="Scores">The rows' scores.</param>
/// <param name="Parts">The rows' parts, each in units of a usual row's.</param>
/// <param name="FalseAlarms">Share of the usual rows over the threshold.</param>
/// <param name="Seconds">Time that training took.</param>
/// <param name="Learned">What its threshold was learned from.</param>
internal sealed record TableResult(
    bool[] Labels, double[] Scores, UnitParts[] Parts, double FalseAlarms, double Seconds, HeldOutScores Learned)
{
    public double Auc => Rank(Scores).RocAuc();

    public int UsualRows => Labels.Count(label => !label);

    /// <summary>Share of the usual rows over the threshold for a target.</summary>
    public double FalseAlarmsFor(double target) =>
        Rank(Scores).Above(Learned.Learn(new() { Target = target }, "study").Value).FalsePositives / (double)UsualRows;

    public Ranking Rank(double[] scores) => new(scores, Labels);

    public Ranking Rank(Func<UnitParts, double> score) => Rank(Array.ConvertAll(Parts, parts => score(parts)));
}
