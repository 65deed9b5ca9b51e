using System.Buffers;
using System.Text;
using Detector.Data.Simulation;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Hands transactions to a topic as JSON, the card as the key.</summary>
/// <param name="writer">The topic.</param>
/// <param name="label">Whether the truth is told: is_fraud and fraud_kind.</param>
internal sealed class TransactionSender(TopicWriter writer, bool label)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Send(in Transaction transaction, CancellationToken cancellation)
    {
        _buffer.ResetWrittenCount();
        TransactionWriter.WriteJson(transaction, _buffer, label);
        writer.Write(Encoding.UTF8.GetBytes(TransactionWriter.Card(transaction)), _buffer.WrittenSpan.ToArray(), cancellation);
    }
}
