using System.Buffers;
using System.Text;
using Detector.Data.Simulation;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Writes simulated transactions to the demo's topics: the past at once, then the present at a steady rate.</summary>
internal sealed class TransactionFeed(TransactionSimulator simulator, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Transactions of the live stream so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Writes so many transactions of the past, and waits until they are there.</summary>
    public void WriteHistory(TopicWriter writer, int count, CancellationToken cancellation)
    {
        var transaction = default(Transaction);
        for (int i = 0; i < count; i++)
        {
            Write(writer, ref transaction, cancellation);
        }

        writer.Flush(cancellation);
    }

    /// <summary>Writes live transactions until it is cancelled, telling the ledger of each before it is sent.</summary>
    /// <param name="perSecond">Transactions a second.</param>
    public async Task RunAsync(TopicWriter writer, int perSecond, FraudLedger ledger, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(Tick, time);
        long start = time.GetTimestamp();
        var transaction = default(Transaction);
        while (true)
        {
            long due = (long)(time.GetElapsedTime(start).TotalSeconds * perSecond);
            for (; Sent < due; Sent++)
            {
                Write(writer, ref transaction, cancellation, ledger);
            }

            await tick.WaitForNextTickAsync(cancellation);
        }
    }

    private void Write(TopicWriter writer, ref Transaction transaction, CancellationToken cancellation, FraudLedger? ledger = null)
    {
        simulator.Next(ref transaction);
        ledger?.Inject(transaction);
        _buffer.ResetWrittenCount();
        TransactionWriter.WriteJson(transaction, _buffer, label: false);
        writer.Write(Encoding.UTF8.GetBytes(TransactionWriter.Card(transaction)), _buffer.WrittenSpan.ToArray(), cancellation);
    }
}
