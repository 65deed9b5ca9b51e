using Detector.Core.Alerts;
using Detector.Simulation;

namespace Detector.Demo;

/// <summary>Knows which of the live transactions were frauds, and which of them an alert has named. Any thread.</summary>
internal sealed class FraudLedger
{
    private readonly Dictionary<(string Card, long TimeMs), FraudKind> _open = [];
    private readonly HashSet<string> _alerts = [];
    private readonly Lock _gate = new();

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
}
