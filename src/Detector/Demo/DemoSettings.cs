using System.Net;
using System.Net.Sockets;
using Detector.Data.Simulation;
using Detector.Kafka.Settings;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Demo;

/// <summary>The stream "transactions" of the settings that ship with the program, over the demo's own broker.</summary>
internal static class DemoSettings
{
    public const string Stream = "transactions";

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
            Http = IsFree(shipped.Http.Port) ? shipped.Http : shipped.Http with { Port = 0 },
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
