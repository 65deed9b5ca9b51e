using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Detector.Data.Files;

namespace Detector.Data.Simulation;

/// <summary>Writes simulated transactions to a file: CSV or JSON lines, packed or not, as its name says.</summary>
public sealed class TransactionFile : IAsyncDisposable
{
    /// <summary>Stands for the standard output.</summary>
    public const string StandardOutput = "-";

    private const int FlushEvery = 256;

    private readonly Stream _stream;
    private readonly bool _csv;
    private readonly bool _label;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public TransactionFile(string path, bool label)
    {
        bool packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        string name = packed ? path[..^3] : path;
        Stream stream = path == StandardOutput ? Console.OpenStandardOutput() : File.Create(path);
        _stream = packed ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        _csv = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        _label = label;
    }

    /// <summary>Writes the next <paramref name="count"/> transactions.</summary>
    /// <param name="simulator">Makes them.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told now and then how many are written.</param>
    /// <param name="ct">Ends the file early.</param>
    /// <returns>The number of frauds among them.</returns>
    public async Task<long> WriteAsync(TransactionSimulator simulator, long count, Action<long> progress, CancellationToken ct)
    {
        PipeWriter writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 1 << 17, leaveOpen: true));
        if (_csv)
        {
            Encoding.ASCII.GetBytes(TransactionWriter.CsvHeader(_label) + "\n", writer);
        }

        long frauds = 0;
        Transaction transaction = default;
        for (long i = 0; i < count; i++)
        {
            simulator.Next(ref transaction);
            frauds += transaction.Fraud == FraudKind.None ? 0 : 1;
            if (_csv)
            {
                TransactionWriter.WriteCsv(transaction, writer, _label);
            }
            else
            {
                TransactionWriter.WriteJson(transaction, writer, _label);
            }

            writer.GetSpan(1)[0] = (byte)'\n';
            writer.Advance(1);
            if ((i + 1) % FlushEvery == 0)
            {
                await writer.FlushAsync(ct);
                progress(i + 1);
            }
        }

        await writer.CompleteAsync();
        return frauds;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
