using Detector.Data.Simulation;
using Detector.Demo;
using Detector.Kafka;

namespace Detector.Commands;

/// <summary>Writes simulated transactions to a topic, the card as the key, at a steady rate or as fast as it goes.</summary>
internal sealed class TransactionTopic(TopicWriter writer, bool label, TimeProvider time)
{
    // How long an end by Ctrl-C may take.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly TransactionSender _sender = new(writer, label);

    /// <summary>Transactions handed over.</summary>
    public long Sent { get; private set; }

    /// <summary>The frauds among them.</summary>
    public long Frauds { get; private set; }

    /// <summary>Writes transactions until there are so many, or until it is stopped; then waits until all are acknowledged.</summary>
    /// <exception cref="OperationCanceledException">It was stopped, and the broker did not acknowledge in time.</exception>
    /// <param name="simulator">Makes them.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">Transactions a second; infinite for as fast as it goes.</param>
    /// <param name="progress">Called now and then.</param>
    /// <param name="ct">Ends it.</param>
    public async Task WriteAsync(TransactionSimulator simulator, long count, double perSecond, Action progress, CancellationToken ct)
    {
        bool isPaced = double.IsFinite(perSecond);
        using var pace = new Pace(perSecond, time);
        Transaction transaction = default;
        while (Sent < count && !ct.IsCancellationRequested)
        {
            long due = isPaced ? pace.Due : Sent + 10_000;
            for (; Sent < Math.Min(due, count); Sent++)
            {
                simulator.Next(ref transaction);
                Frauds += transaction.Fraud == FraudKind.None ? 0 : 1;
                _sender.Send(transaction, ct);
            }

            progress();
            await (isPaced ? pace.WaitAsync(CancellationToken.None) : Task.CompletedTask);
        }

        using var patience = new CancellationTokenSource(FlushTimeout, time);
        writer.Flush(ct.IsCancellationRequested ? patience.Token : ct);
    }
}
