using Detector.Dashboard;
using Detector.Dashboard.Alerts;
using Detector.Dashboard.Models;
using Detector.Models.Bundles;
using Detector.Retraining;
using Detector.Retraining.Daemon;
using Detector.Settings;
using Detector.Streams;
using Detector.Streams.Status;
using Detector.Streams.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Detector.Hosting;

/// <summary>Puts the daemon together: a service for each stream, and HTTP.</summary>
internal static class DaemonHost
{
    /// <summary>In-flight events may take the pipeline's drain timeout; the rest is for commit, leaving the group and flushing.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The host, not started yet.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="configuration">Where they came from; its section "Logging" sets the log levels.</param>
    /// <param name="registry">Directory of the models.</param>
    /// <param name="addMore">Adds what else is to run in it.</param>
    public static WebApplication Build(
        DetectorSettings settings, IConfiguration configuration, string registry, Action<IServiceCollection>? addMore = null)
    {
        var options = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(options);
        builder.Logging.ClearProviders().AddConfiguration(configuration.GetSection("Logging")).AddConsole()
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>()
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start is told by the command that started
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSystemd(); // tells systemd, where that has started it, when it serves and when it stops
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = LineFormatter.FormatterName);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new ModelRegistry(registry, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<DaemonFailure>();
        builder.Services.AddDetectorDashboard(settings.Http, HttpToken.Read(settings.Http));
        builder.Services.AddDetectorTracing(settings.Tracing);
        builder.Services.AddSingleton<IModelDesk, ModelDesk>();
        builder.Services.AddSingleton<IFirstModelTrainer, FirstModelTrainer>();
        builder.Services.AddDetectorStreams(settings.Streams, BuildInfo.Version, services => services.GetRequiredService<AlertLog>().Add);
        builder.Services.AddHostedService<SupervisorService>();
        builder.Services.AddSingleton(ThisProgram.Trainer(registry)).AddSingleton<Retrainer>()
            .AddSingleton<IRetrainer>(services => services.GetRequiredService<Retrainer>())
            .AddHostedService(services => services.GetRequiredService<Retrainer>());
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<AlertReadback>(services, settings));
        addMore?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.MapDetectorDashboard();
        return app;
    }

    /// <summary>Runs until the process is told to stop or a stream fails.</summary>
    /// <exception cref="DaemonFailedException">A stream ended the daemon.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken cancellation)
    {
        // The host disposes its services when it ends.
        DaemonFailure failure = app.Services.GetRequiredService<DaemonFailure>();
        await app.RunAsync(cancellation);
        failure.ThrowIfAny();
    }
}
