using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Streams;

/// <summary>Finds the model that serves a stream in the registry, at start and whenever another is promoted.</summary>
public sealed partial class StreamModel(string stream, StreamSettings settings, ModelRegistry registry, ILogger logger)
{
    private string? _served;

    /// <summary>
    /// The current model, verified, as what makes its scorer on the scoring thread; null where there is none, or where it is the one
    /// given out last.
    /// </summary>
    /// <exception cref="BundleException">The bundle is damaged or was trained for another schema.</exception>
    public Func<IScorer>? Next()
    {
        if (!registry.HasCurrent(stream) || registry.CurrentVersion(stream) is var version && version == _served)
        {
            return null;
        }

        // Noted before it is loaded, so that a bad one is refused once, not at every look.
        _served = version;
        Bundle bundle = registry.Load(stream, version);
        CheckSchema(bundle, version);
        using (IScorer trial = Create(bundle))
        {
            LogLoaded(stream, version, trial.Family, trial.Device);
        }

        return () => Create(bundle);
    }

    private IScorer Create(Bundle bundle) => bundle.CreateScorer(settings.Batch.SizeFor(bundle.Schema), settings.Model.Device);

    private void CheckSchema(Bundle bundle, string version)
    {
        Schema trained = bundle.Schema;
        if (bundle.Shape.Steps > 1)
        {
            throw new BundleException(
                $"The model {version} of stream {stream} looks at sequences of {bundle.Shape.Steps} events, which `detector score` scores in files; "
                + $"a live stream takes models of single events: Window:Steps 1 and `detector train --stream {stream}` make one.");
        }

        if (!trained.Settings.Fields.SequenceEqual(settings.Schema.Fields) || trained.Settings.Frame != settings.Schema.Frame)
        {
            throw new BundleException(
                $"The model {version} of stream {stream} was trained on other fields than Detector:Streams:{stream}:Schema names now; "
                + $"`detector train --stream {stream}` trains one on these.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: model {Version} ({Family}, {Device}) loaded")]
    private partial void LogLoaded(string stream, string version, string family, string device);
}
