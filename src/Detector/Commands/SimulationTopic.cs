using System.Buffers;
using System.Text;
using Detector.Data.Simulation;
using Detector.Demo;
using Detector.Kafka;

namespace Detector.Commands;

/// <summary>Writes simulated records to a topic, as JSON with their keys, at a steady rate or as fast as it goes.</summary>
internal sealed class SimulationTopic(TopicWriter writer, TimeProvider time)
{
    // How long an end by Ctrl-C may take.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Records handed over.</summary>
    public long Sent { get; private set; }

    /// <summary>The anomalies among them.</summary>
    public long Anomalies { get; private set; }

    /// <summary>Writes records until there are so many, or until it is stopped; then waits until all are acknowledged.</summary>
    /// <exception cref="OperationCanceledException">It was stopped, and the broker did not acknowledge in time.</exception>
    /// <param name="simulation">Makes them.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">Records a second; infinite for as fast as it goes.</param>
    /// <param name="progress">Called now and then.</param>
    /// <param name="ct">Ends it.</param>
    public async Task WriteAsync(ISimulation simulation, long count, double perSecond, Action progress, CancellationToken ct)
    {
        bool isPaced = double.IsFinite(perSecond);
        using var pace = new Pace(perSecond, time);
        while (Sent < count && !ct.IsCancellationRequested)
        {
            long due = isPaced ? pace.Due : Sent + 10_000;
            for (; Sent < Math.Min(due, count); Sent++)
            {
                simulation.Next();
                Anomalies += simulation.IsAnomaly ? 1 : 0;
                _buffer.ResetWrittenCount();
                simulation.WriteJson(_buffer);
                writer.Write(Encoding.UTF8.GetBytes(simulation.Key), _buffer.WrittenSpan.ToArray(), cancellation: ct);
            }

            progress();
            await (isPaced ? pace.WaitAsync(CancellationToken.None) : Task.CompletedTask);
        }

        using var patience = new CancellationTokenSource(FlushTimeout, time);
        writer.Flush(ct.IsCancellationRequested ? patience.Token : ct);
    }
}
