using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Detector.Data.Files;

namespace Detector.Data.Simulation;

/// <summary>Writes simulated records to a file: CSV or JSON lines, packed or not, as its name says.</summary>
public sealed class SimulationFile : IAsyncDisposable
{
    /// <summary>Stands for the standard output.</summary>
    public const string StandardOutput = "-";

    private const int FlushEvery = 256;

    private readonly Stream _stream;
    private readonly bool _csv;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public SimulationFile(string path)
    {
        bool packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        string name = packed ? path[..^3] : path;
        Stream stream = path == StandardOutput ? Console.OpenStandardOutput() : File.Create(path);
        _stream = packed ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        _csv = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Writes the next <paramref name="count"/> records.</summary>
    /// <param name="simulation">Makes them.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told now and then how many are written.</param>
    /// <param name="ct">Ends the file early.</param>
    /// <returns>The number of anomalies among them.</returns>
    public async Task<long> WriteAsync(ISimulation simulation, long count, Action<long> progress, CancellationToken ct)
    {
        PipeWriter writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 1 << 17, leaveOpen: true));
        if (_csv)
        {
            Encoding.ASCII.GetBytes(simulation.CsvHeader + "\n", writer);
        }

        long anomalies = 0;
        for (long i = 0; i < count; i++)
        {
            simulation.Next();
            anomalies += simulation.IsAnomaly ? 1 : 0;
            if (_csv)
            {
                simulation.WriteCsv(writer);
            }
            else
            {
                simulation.WriteJson(writer);
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
        return anomalies;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
