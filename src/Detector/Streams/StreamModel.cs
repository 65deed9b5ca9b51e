using Detector.Core.Batches;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Streams;

/// <summary>
/// Finds the model that serves a stream in the registry, at start and whenever another is promoted, and makes it ready: built, checked
/// and warmed on a thread of its own. A model that is refused changes nothing: the last one goes on serving, and what is wrong is said
/// once, and once a minute as long as it is.
/// </summary>
internal sealed partial class StreamModel(string stream, StreamSettings settings, ModelRegistry registry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private IScorer? _inForce;
    private string? _problem;
    private string? _refused;
    private long _said;

    /// <summary>The model that scores what comes next; null while there is none. Any thread may ask for its name, device and
    /// threshold.</summary>
    public IScorer? InForce => Volatile.Read(ref _inForce);

    /// <summary>Why the model that the registry names is not in force; null where nothing is wrong. Any thread.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>The model that serves at the start; null where there is none.</summary>
    /// <exception cref="BundleException">The registry or the model is damaged, or was trained for another schema.</exception>
    public Func<IScorer>? First() => registry.Read(stream, RegistryPointer.Current) is { } version ? Load(version) : null;

    /// <summary>Another model than the one given out last, ready to score on the thread that takes it; null where there is none, or none
    /// that can serve. Throws nothing.</summary>
    public Func<IScorer>? Next()
    {
        string? version = null;
        try
        {
            version = registry.Read(stream, RegistryPointer.Current);
            if (version is null)
            {
                Tell(InForce is null ? null : "the registry names no model any more");
                return null;
            }

            if (version == InForce?.Version)
            {
                Tell(null);
                return null;
            }

            return version == _refused && !IsTimeToSay() ? null : Load(version);
        }
        catch (Exception error)
        {
            _refused = version;
            Tell(error.Message);
            return null;
        }
    }

    private Func<IScorer> Load(string version)
    {
        IScorer scorer = ModelThread.Run(() => Make(version));
        Volatile.Write(ref _inForce, scorer);
        _refused = null;
        Volatile.Write(ref _problem, null);
        LogLoaded(stream, version, scorer.Family, scorer.Device);
        return () => scorer;
    }

    private IScorer Make(string version)
    {
        Bundle bundle = registry.Open(stream, version);
        CheckSchema(bundle, version);
        IScorer scorer = bundle.CreateScorer(settings.Batch.SizeFor(bundle.Schema), settings.Model.Device);
        Warm(scorer, bundle.Schema.FieldCount);
        return scorer;
    }

    // The first full batch takes memory and, on a GPU, compiles: that is not to hold up events.
    private static void Warm(IScorer scorer, int fields)
    {
        var batch = new Batch(scorer.Capacity, fields);
        while (!batch.IsFull)
        {
            batch.NextRow.Clear();
            batch.Add(default, 0, 0, 0, default);
        }

        scorer.Score(batch, new BatchScores(scorer.Capacity));
    }

    private void Tell(string? problem)
    {
        string? before = Problem;
        if (problem is null)
        {
            if (before is not null)
            {
                LogMended(stream, InForce?.Version);
            }
        }
        else if (problem != before || IsTimeToSay())
        {
            _said = time.GetTimestamp();
            LogRefused(stream, InForce is { } serving ? $"{serving.Version} goes on serving" : "waiting for another", problem);
        }

        Volatile.Write(ref _problem, problem);
    }

    private bool IsTimeToSay() => time.GetElapsedTime(_said) >= Patience;

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

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: the promoted model is refused, {Consequence}: {Reason}")]
    private partial void LogRefused(string stream, string consequence, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: the registry names the model that serves again, {Version}")]
    private partial void LogMended(string stream, string? version);
}
