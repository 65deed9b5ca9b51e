using Detector.Core.Schemas;
using Detector.Models.Bundles;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>Finds the model that serves a stream in the registry, at start and whenever another is promoted.</summary>
internal sealed partial class ModelWatch(string stream, StreamSettings settings, ModelRegistry registry, ILogger logger) : IModelWatch
{
    private string? _served;
    private volatile string? _problem;

    public string? Problem => _problem;

    public ServingModel? First()
    {
        if (!registry.HasCurrent(stream))
        {
            return null;
        }

        _served = registry.CurrentVersion(stream);
        return Load(_served);
    }

    public ServingModel? Next()
    {
        try
        {
            if (!registry.HasCurrent(stream) || registry.CurrentVersion(stream) is var version && version == _served)
            {
                return null;
            }

            // Noted before it is loaded, so that a bad one is refused once, not at every look.
            _served = version;
            return Load(version);
        }
        catch (Exception error)
        {
            LogModelRefused(stream, error.Message);
            _problem = error.Message;
            return null;
        }
    }

    private ServingModel Load(string version)
    {
        Bundle bundle = registry.Load(stream, version);
        IReadOnlyList<SettingsDrift> drifts = Check(bundle, version);
        string device = settings.Model.Device;
        var model = new ServingModel(
            bundle.CreateScorer(settings.Batch.SizeFor(bundle.Schema), device),
            bundle.CreateScorer(Decider.Most, device),
            new AlertRule(bundle.Threshold, settings.Alerts.Policy));
        LogLoaded(stream, version, model.Family, model.Device);
        foreach (SettingsDrift drift in drifts)
        {
            LogDrift(stream, drift.Sentence);
        }

        _problem = null;
        return model;
    }

    // What the settings ask for and the model is not, but can run with.
    private IReadOnlyList<SettingsDrift> Check(Bundle bundle, string version)
    {
        if (bundle.Shape.Steps > 1)
        {
            throw new BundleException(
                $"The model {version} of stream {stream} looks at sequences of {bundle.Shape.Steps} events, which `detector score` scores in files; "
                + $"a live stream takes models of single events: Window:Steps 1 and `detector train --stream {stream}` make one.");
        }

        IReadOnlyList<SettingsDrift> drifts = SettingsDrift.Of(stream, settings, bundle);
        return drifts.FirstOrDefault(drift => drift.StopsStream) is { } stopping ? throw new BundleException(stopping.Sentence) : drifts;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: model {Version} ({Family}, {Device}) loaded")]
    private partial void LogLoaded(string stream, string version, string family, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: {Drift}")]
    private partial void LogDrift(string stream, string drift);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: the promoted model is refused, the last one goes on serving: {Reason}")]
    private partial void LogModelRefused(string stream, string reason);
}
