using System.Text;
using Detector.Data.Simulation.Scenes;
using Detector.Kafka;

namespace Detector.Demo;

/// <summary>Writes a street's frames to the demo's topics: a past in which all is usual, then the present as a camera would.</summary>
/// <param name="options">What the demo shows.</param>
/// <param name="time">The clock.</param>
internal sealed class CameraFeed(DemoOptions options, TimeProvider time)
{
    /// <summary>Frames a second.</summary>
    public const int Rate = 5;

    private const double AnomalyRate = 0.3;

    private static readonly byte[] _camera = Encoding.UTF8.GetBytes("street-1");

    /// <summary>Frames of the live stream so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Writes the past.</summary>
    public void WriteHistory(TopicWriter writer, CancellationToken cancellation)
    {
        SceneSimulation scene = Scene(options.Seed, 0, time.GetUtcNow().AddSeconds(-(double)options.Frames / Rate));
        while (scene.Number < options.Frames)
        {
            Send(scene, writer, cancellation);
        }
    }

    /// <summary>Writes live frames until it is cancelled, telling the ledger of each before it is sent.</summary>
    public async Task RunAsync(TopicWriter writer, SceneLedger ledger, CancellationToken cancellation)
    {
        SceneSimulation scene = Scene(options.Seed + 1, AnomalyRate, time.GetUtcNow());
        using var pace = new Pace(Rate, time);
        while (true)
        {
            for (long due = pace.Due; Sent < due; Sent++)
            {
                Send(scene, writer, cancellation, ledger);
            }

            await pace.WaitAsync(cancellation);
        }
    }

    // So large that a partition of the demo's broker has room for the past.
    private static SceneSimulation Scene(long seed, double anomalies, DateTimeOffset start) => new(
        seed, new SceneOptions { Width = 160, Height = 120, FramesPerSecond = Rate, AnomalyRate = anomalies, Start = start });

    private static void Send(SceneSimulation scene, TopicWriter writer, CancellationToken cancellation, SceneLedger? ledger = null)
    {
        scene.Next();
        ledger?.See(scene.Kind, scene.Time);
        writer.Write(_camera, scene.Encode(SceneFormat.Jpeg), scene.Time, cancellation);
    }
}
