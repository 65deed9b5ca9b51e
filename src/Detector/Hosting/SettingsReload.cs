using Detector.Settings;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detector.Hosting;

/// <summary>
/// Reads the settings again while the daemon runs. They are taken whole or, where anything in them is wrong, not at all; only streams
/// whose settings differ are stopped and started; what else differs is said, as it needs a new start.
/// </summary>
/// <param name="started">What the daemon was started with.</param>
/// <param name="open">Reads the settings again.</param>
/// <param name="signal">Says when.</param>
internal sealed partial class SettingsReload(
    IConfigurationRoot started, Func<IConfigurationRoot> open, ReloadSignal signal, StreamSupervisor supervisor,
    IHostApplicationLifetime lifetime, ILoggerFactory loggers) : BackgroundService
{
    // What is read once, at the start.
    private static readonly string[] OfTheStart =
    [
        $"{DetectorSettings.Section}:{nameof(DetectorSettings.Http)}",
        $"{DetectorSettings.Section}:{nameof(DetectorSettings.Registry)}",
        $"{DetectorSettings.Section}:{nameof(DetectorSettings.Tracing)}",
        LoggingSettings.Section,
    ];

    private readonly ILogger _logger = loggers.CreateLogger("Detector");

    /// <summary>What is said of settings without streams.</summary>
    public const string NoStream = "the settings have no stream";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(stoppingToken);
            try
            {
                await ApplyAsync(stoppingToken);
            }
            catch (SettingsException e)
            {
                LogRefused(e.Errors.Count == 1 ? "an error" : $"{e.Errors.Count} errors", string.Join("; ", e.Errors));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e.Message);
            }
        }
    }

    private async Task ApplyAsync(CancellationToken stopping)
    {
        // However long they take, a stop does not wait for them.
        (IConfigurationRoot configuration, DetectorSettings settings) = await Task.Run(Read, stopping).WaitAsync(stopping);
        if (settings.Streams.Count == 0)
        {
            LogRefused("an error", NoStream);
            return;
        }

        // Told to stop meanwhile, the supervisor stops those too that are on their way out.
        StreamChanges changes = await supervisor.ApplyAsync(settings.Streams).WaitAsync(stopping);
        LogApplied(
            Names(changes.Added),
            Names([.. changes.Restarted.Select(stream => $"{stream.Name} ({string.Join(", ", stream.Settings)})")]),
            Names(changes.Removed),
            Names(changes.Unchanged));
        foreach (string path in OfTheStart.Where(path => !Values(configuration, path).SequenceEqual(Values(started, path))))
        {
            LogNeedsStart(path);
        }
    }

    private (IConfigurationRoot Configuration, DetectorSettings Settings) Read()
    {
        IConfigurationRoot configuration = open();
        return (configuration, SettingsReader.Read(configuration, SettingsUse.Running));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Values(IConfigurationRoot configuration, string path) =>
        configuration.GetSection(path).AsEnumerable().OrderBy(value => value.Key, StringComparer.OrdinalIgnoreCase);

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Settings read again. Streams added: {Added}; restarted: {Restarted}; removed: {Removed}; unchanged: {Unchanged}")]
    private partial void LogApplied(string added, string restarted, string removed, string unchanged);

    [LoggerMessage(Level = LogLevel.Error, Message = "Settings read again have {Count}, and those before stay in force: {Errors}")]
    private partial void LogRefused(string count, string errors);

    [LoggerMessage(Level = LogLevel.Error, Message = "Settings could not be taken: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} has changed in the settings; it is taken when the daemon is started again")]
    private partial void LogNeedsStart(string path);
}
