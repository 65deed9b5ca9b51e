using Detector.Data.Simulation;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Writes simulated transactions to the demo's topics: the past at once, then the present at a steady rate.</summary>
internal sealed class TransactionFeed(TransactionSimulator simulator, TimeProvider time)
{
    private volatile bool _changes;

    /// <summary>Transactions of the live stream so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Writes so many transactions of the past.</summary>
    public void WriteHistory(TopicWriter writer, int count, CancellationToken cancellation)
    {
        var sender = new TransactionSender(writer);
        var transaction = default(Transaction);
        for (int i = 0; i < count; i++)
        {
            simulator.Next(ref transaction);
            sender.Send(transaction, cancellation);
        }
    }

    /// <summary>The simulated world changes now.</summary>
    public void ChangeWorld() => _changes = true;

    /// <summary>Writes live transactions until it is cancelled, telling the ledger of each before it is sent.</summary>
    /// <param name="perSecond">Transactions a second.</param>
    public async Task RunAsync(TopicWriter writer, int perSecond, FraudLedger ledger, CancellationToken cancellation)
    {
        var sender = new TransactionSender(writer);
        using var pace = new Pace(perSecond, time);
        var transaction = default(Transaction);
        while (true)
        {
            if (_changes)
            {
                simulator.ChangeWorld();
                _changes = false;
            }

            for (long due = pace.Due; Sent < due; Sent++)
            {
                simulator.Next(ref transaction);
                ledger.Inject(transaction);
                sender.Send(transaction, cancellation);
            }

            await pace.WaitAsync(cancellation);
        }
    }
}
