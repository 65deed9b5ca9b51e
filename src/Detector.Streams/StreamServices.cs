using Detector.Core.Alerts;
using Detector.Models.Bundles;
using Detector.Streams.Observers;
using Detector.Streams.Settings;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Detector.Streams;

/// <summary>Adds the streams to a host.</summary>
public static class StreamServices
{
    /// <summary>The name of the activity source that batches' spans come from.</summary>
    public const string TraceSource = "Detector";

    /// <summary>
    /// Adds a <see cref="StreamSupervisor"/> with these streams, not started, as <see cref="IStreamStatusSource"/> too. It needs a
    /// <see cref="ModelRegistry"/>, an <see cref="IFirstModelTrainer"/>, a <see cref="TimeProvider"/> and a
    /// <see cref="CollectorRegistry"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="streams">The streams by name.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="onAlert">Gives who is told of every alert.</param>
    public static IServiceCollection AddDetectorStreams(
        this IServiceCollection services,
        IReadOnlyDictionary<string, StreamSettings> streams,
        string version,
        Func<IServiceProvider, Action<Alert>> onAlert) =>
        services
            .AddSingleton(provider => new DetectorMetrics(provider.GetRequiredService<CollectorRegistry>(), version))
            .AddSingleton(provider => Supervisor(provider, streams, version, onAlert(provider)))
            .AddSingleton<IStreamStatusSource>(provider => provider.GetRequiredService<StreamSupervisor>());

    private static StreamSupervisor Supervisor(
        IServiceProvider provider, IReadOnlyDictionary<string, StreamSettings> streams, string version, Action<Alert> onAlert)
    {
        var supervisor = new StreamSupervisor(new StreamFactory(
            provider.GetRequiredService<ModelRegistry>(),
            provider.GetRequiredService<DetectorMetrics>(),
            onAlert,
            provider.GetRequiredService<IFirstModelTrainer>(),
            version,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Detector")));
        foreach ((string name, StreamSettings settings) in streams)
        {
            supervisor.Add(name, settings);
        }

        return supervisor;
    }
}
