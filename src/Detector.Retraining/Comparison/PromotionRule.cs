using System.Globalization;
using Detector.Streams.Settings;

namespace Detector.Retraining.Comparison;

/// <summary>
/// Decides whether a challenger may take the champion's place. It may unless it is worse by more than chance explains: at false alarms, at
/// telling planted anomalies from the rest, with its own threshold and without one, or on the golden set. That the two rank events
/// differently speaks neither for it nor against it, as that is what a changed world looks like.
/// </summary>
/// <param name="target">The share of usual events that may be alerted, 0..1.</param>
internal sealed class PromotionRule(double target)
{
    /// <summary>Fewer events tell nothing.</summary>
    public const int FewestRows = 100;

    // Standard errors that chance explains; with four comparisons at most one in some hundred is wrong by it.
    private const double Errors = 3;

    // What nobody would keep a model for.
    private const double Margin = 0.02;

    // How many times the target may be alerted before it counts.
    private const double MostAlerts = 2;

    /// <summary>What speaks against the challenger; empty where nothing does.</summary>
    /// <param name="champion">The model that serves; null: none that could be compared.</param>
    /// <param name="challenger">The one that wants to.</param>
    /// <param name="rows">Events held back that they were measured on.</param>
    /// <param name="planted">Anomalies planted in them.</param>
    public IReadOnlyList<string> Against(ModelFigures? champion, ModelFigures challenger, int rows, int planted)
    {
        if (challenger.Unscored > 0)
        {
            return [$"it gives {challenger.Unscored} of {rows + planted} events no finite score"];
        }

        if (champion is null)
        {
            return [];
        }

        if (rows < FewestRows)
        {
            return [$"only {rows} events were held back to compare on; at least {FewestRows} are needed"];
        }

        return
        [
            .. Alerts(champion, challenger, rows),
            .. Worse("tells planted anomalies from the rest at its threshold", champion.Skill, challenger.Skill, rows, planted),
            .. Worse("tells planted anomalies from the rest", champion.PlantedRocAuc, challenger.PlantedRocAuc, rows, planted),
            .. Worse("ranks the golden set", champion.GoldenPrecision, challenger.GoldenPrecision),
        ];
    }

    private IEnumerable<string> Alerts(ModelFigures champion, ModelFigures challenger, int rows)
    {
        double most = Math.Max(MostAlerts * target, champion.AlertRate);
        if (challenger.AlertRate > most + Chance(most, rows))
        {
            yield return $"it alerts {Percent(challenger.AlertRate)} of the events held back, "
                + $"where {Percent(target)} were asked for and {champion.Version} alerts {Percent(champion.AlertRate)}";
        }
    }

    private static IEnumerable<string> Worse(string what, double champion, double challenger, int rows, int planted)
    {
        double chance = Chance(Math.Clamp(champion, 0, 1), Math.Max(1, Math.Min(rows, planted)));
        if (planted > 0 && !(challenger >= champion - Margin - chance))
        {
            yield return $"it {what} worse: {Number(challenger)} instead of {Number(champion)}";
        }
    }

    private static IEnumerable<string> Worse(string what, double? champion, double? challenger)
    {
        if (champion is not null && challenger < champion - Margin)
        {
            yield return $"it {what} worse: {Number(challenger.Value)} instead of {Number(champion.Value)}";
        }
    }

    // How far two shares may lie apart of which both are this one.
    private static double Chance(double share, int rows) => Errors * Math.Sqrt(2 * share * (1 - share) / rows);

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
