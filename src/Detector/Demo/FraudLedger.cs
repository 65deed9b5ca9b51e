using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Data.Simulation;

namespace Detector.Demo;

/// <summary>Knows which of the live transactions were frauds, and which of them an alert has named. Any thread.</summary>
internal sealed class FraudLedger
{
    private readonly Dictionary<(string Card, long TimeMs), FraudKind> _open = [];
    private readonly HashSet<string> _alerts = [];
    private readonly Lock _gate = new();
    private (long Sent, int False) _before;

    /// <summary>Frauds injected so far.</summary>
    public int Injected { get; private set; }

    /// <summary>Frauds that an alert named.</summary>
    public int Caught { get; private set; }

    /// <summary>Alerts, each counted once.</summary>
    public int Alerts { get; private set; }

    public void Inject(in Transaction transaction)
    {
        if (transaction.Fraud != FraudKind.None)
        {
            lock (_gate)
            {
                _open[(TransactionWriter.Card(transaction), transaction.TimeMs)] = transaction.Fraud;
                Injected++;
            }
        }
    }

    /// <summary>Counts an alert; the fraud that it is about, or None for an honest transaction; null for an alert seen before.</summary>
    public FraudKind? Count(Alert alert)
    {
        lock (_gate)
        {
            if (!_alerts.Add(alert.Id))
            {
                return null;
            }

            Alerts++;
            if (!_open.Remove((alert.Key ?? "", alert.EventTime.ToUnixTimeMilliseconds()), out FraudKind kind))
            {
                return FraudKind.None;
            }

            Caught++;
            return kind;
        }
    }

    /// <summary>Such as "false alarms 0.2 % now, 21 in all; caught 9 of 16 frauds (56 %)"; now is since the last time.</summary>
    /// <param name="sent">Transactions so far.</param>
    /// <param name="hidden">Alerts since the last time that had no line.</param>
    public string Tally(long sent, int hidden)
    {
        lock (_gate)
        {
            int wrong = Alerts - Caught;
            double now = (double)(wrong - _before.False) / Math.Max(1, sent - _before.Sent);
            _before = (sent, wrong);
            return $"false alarms {Numbers.Percent(now)} now, {Numbers.Count(wrong)} in all; "
                + $"caught {Numbers.Count(Caught)} of {Numbers.Count(Injected, "fraud")}{Share()}"
                + (hidden > 0 ? $"; {Numbers.Count(hidden, "alert")} not shown" : "");
        }
    }

    /// <summary>The closing words: what was caught, and how often an honest transaction raised an alert.</summary>
    /// <param name="sent">Transactions, frauds included.</param>
    /// <param name="target">The false-alarm rate that the threshold was learned for, 0..1.</param>
    public string Summary(long sent, double target)
    {
        lock (_gate)
        {
            long honest = Math.Max(1, sent - Injected);
            return $"{Numbers.Count(sent, "transaction")}, "
                + $"{Numbers.Count(Caught)} of {Numbers.Count(Injected, "injected fraud")} caught{Share()};"
                + $"{Environment.NewLine}{Numbers.Count(Alerts - Caught, "false alarm")}, "
                + $"{Numbers.Percent((double)(Alerts - Caught) / honest)} of the honest ones ({Numbers.Percent(target)} was asked for).";
        }
    }

    private string Share() => Injected == 0 ? "" : $" ({Numbers.Count((long)Math.Round(100.0 * Caught / Injected))} %)";
}
