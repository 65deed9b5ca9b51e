using System.Buffers;

namespace Detector.Data.Simulation;

/// <summary>Simulated transactions as messages.</summary>
/// <param name="simulator">Makes them.</param>
/// <param name="columns">What is written of them.</param>
public sealed class TransactionSimulation(TransactionSimulator simulator, TransactionColumns columns) : ISimulation
{
    private Transaction _transaction;

    public string CsvHeader => TransactionWriter.CsvHeader(columns);

    public string Key => TransactionWriter.Card(_transaction);

    public bool IsAnomaly => _transaction.Fraud != FraudKind.None;

    public void Next() => simulator.Next(ref _transaction);

    public void WriteJson(IBufferWriter<byte> output) => TransactionWriter.WriteJson(_transaction, output, columns);

    public void WriteCsv(IBufferWriter<byte> output) => TransactionWriter.WriteCsv(_transaction, output, columns);
}
