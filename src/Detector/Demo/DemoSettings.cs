using System.Net;
using System.Net.Sockets;
using Detector.Core.Schemas;
using Detector.Dashboard;
using Detector.Data.Simulation;
using Detector.Kafka.Settings;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Demo;

/// <summary>The streams of the demos, over their own broker: "transactions" of the shipped settings, and that of a camera.</summary>
internal static class DemoSettings
{
    public const string Stream = "transactions";

    /// <summary>The stream of the camera's frames.</summary>
    public const string Street = "street";

    // What a model does not know of the day, it takes for strange.
    private static readonly int Day = (int)(new SimulationOptions().Cards * new SimulationOptions().TransactionsPerDay);

    /// <summary>Session of the demo's groups: the in-process broker lets a member that joins at the wrong moment wait as long.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(4);

    /// <summary>The shipped settings with the demo's broker, and a free port where the usual one is taken.</summary>
    /// <param name="bootstrap">The demo's broker.</param>
    /// <param name="registry">Where models are.</param>
    /// <param name="isChanging">Whether the world changes, so that a new model is trained where it has.</param>
    /// <exception cref="SettingsException">The shipped settings were changed and are wrong now.</exception>
    public static DetectorSettings For(string bootstrap, string registry, bool isChanging = false)
    {
        DetectorSettings shipped = SettingsReader.Load(Path.Combine(AppContext.BaseDirectory, SettingsReader.DefaultFile));
        StreamSettings stream = shipped.Streams[Stream];
        return shipped with
        {
            Registry = registry,
            Http = Free(shipped.Http),
            Streams = new Dictionary<string, StreamSettings>
            {
                [Stream] = stream with
                {
                    Source = stream.Source with { Bootstrap = bootstrap, Security = new SecuritySettings(), SessionTimeout = Session },
                    Retraining = !isChanging ? stream.Retraining : stream.Retraining with
                    {
                        OnDrift = true, DriftEvents = Day, Pause = TimeSpan.FromMinutes(1), HoldBack = 0.2, Nice = 5,
                        Watch = TimeSpan.FromMinutes(1),
                    },
                },
            },
        };
    }

    /// <summary>A camera's stream, with a model that is quick to train.</summary>
    /// <param name="bootstrap">The demo's broker.</param>
    /// <param name="registry">Where models are.</param>
    public static DetectorSettings ForCamera(string bootstrap, string registry) => new()
    {
        Registry = registry,
        Http = Free(new HttpSettings()),
        Streams = new Dictionary<string, StreamSettings>
        {
            [Street] = new()
            {
                Source = new() { Bootstrap = bootstrap, Topics = ["frames"], SessionTimeout = Session },
                Schema = new() { Format = MessageFormat.Image, Frame = new() { Width = 64, Height = 48 } },
                Model = new() { InputNoise = 0.1, MaxSteps = 300 },
                Alerts = new()
                {
                    Topic = "frame-alerts",
                    Incident = new() { Gap = TimeSpan.FromSeconds(2), CriticalAfter = TimeSpan.FromSeconds(10) },
                },
            },
        },
    };

    private static HttpSettings Free(HttpSettings http) => IsFree(http.Port) ? http : http with { Port = 0 };

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
