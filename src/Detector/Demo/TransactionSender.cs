using System.Buffers;
using System.Text;
using Detector.Data.Simulation;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Hands transactions to a topic as JSON, the card as the key.</summary>
/// <param name="writer">The topic.</param>
internal sealed class TransactionSender(TopicWriter writer)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Send(in Transaction transaction, CancellationToken cancellation)
    {
        _buffer.ResetWrittenCount();
        TransactionWriter.WriteJson(transaction, _buffer, TransactionColumns.Aggregates);
        byte[] key = Encoding.UTF8.GetBytes(TransactionWriter.Card(transaction));
        writer.Write(key, _buffer.WrittenSpan.ToArray(), cancellation: cancellation);
    }
}
