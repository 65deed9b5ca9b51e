using Detector.Core.Batches;
using Detector.Core.Drift;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Storage;
using Detector.Streams.Pipeline;
using Detector.Streams.Settings;
using Microsoft.Extensions.Logging;

namespace Detector.Streams.Supervision;

/// <summary>
/// Finds the model that serves a stream in the registry, at the start and whenever another is promoted, and makes it ready: built, checked
/// and warmed on a thread of its own. What is refused changes nothing: the last one goes on serving, and what is wrong is said
/// once, and once a minute as long as it is.
/// </summary>
internal sealed partial class ModelWatch(
    string stream, StreamSettings settings, ModelRegistry registry, TimeProvider time, ILogger logger) : IModelWatch
{
    private static readonly TimeSpan SayInterval = TimeSpan.FromMinutes(1);

    private readonly Complaint _model = new(time);
    private readonly Complaint _threshold = new(time);
    private Bundle? _bundle;
    private string? _refused;
    private string? _decides;

    public string? Problem => _model.Reason ?? _threshold.Reason;

    public ServingModel? First() => registry.Read(stream, RegistryPointer.Current) is { } version ? Load(version) : null;

    public ServingModel? Next()
    {
        string? version = null;
        try
        {
            version = registry.Read(stream, RegistryPointer.Current);
            if (version is null || version == _bundle?.Version)
            {
                Tell(version is null && _bundle is not null ? "the registry names no model any more" : null);
                return null;
            }

            return version == _refused && !_model.IsDue ? null : Load(version);
        }
        catch (Exception error)
        {
            _refused = version;
            Tell(error.Message);
            return null;
        }
    }

    public AlertRule? NextRule()
    {
        if (_bundle is not { } bundle)
        {
            return null;
        }

        try
        {
            string? decides = registry.Read(stream, RegistryPointer.Threshold);
            if (decides == _decides)
            {
                _threshold.Clear();
                return null;
            }

            AlertRule rule = Rule(bundle);
            LogThreshold(stream, rule.Threshold.Version, rule.Threshold.Value);
            return rule;
        }
        catch (Exception error)
        {
            if (_threshold.Report(error.Message))
            {
                LogThresholdRefused(stream, error.Message);
            }

            return null;
        }
    }

    private ServingModel Load(string version)
    {
        ServingModel model = ModelThread.Run(() => Make(version));
        _refused = null;
        _model.Clear();
        LogLoaded(stream, version, model.Family, model.Device);
        return model;
    }

    private ServingModel Make(string version)
    {
        Bundle bundle = registry.Open(stream, version);
        if (bundle.Schema.Settings.CountsVerdicts() && settings.Labels.Topic is null)
        {
            throw new BundleException(
                $"The model {version} of stream {stream} counts verdicts (ConfirmedCount, ConfirmedShare), "
                + "which `detector score` takes from a file's label column and a live stream from a topic: Labels:Topic names none.");
        }

        IReadOnlyList<SettingsDrift> drifts = Check(bundle);
        IScorer scorer = Scorer(bundle, settings.Batch.SizeFor(bundle.Schema, bundle.Shape.Steps));
        try
        {
            int few = BatchLimit.For(bundle.Schema.FieldCount, Decider.Most);
            var model = new ServingModel(scorer, Scorer(bundle, few, isForFew: true), Rule(bundle))
            {
                Created = bundle.Manifest.Created,
                Inputs = InputProfile.Of(bundle.Schema, bundle.Transform),
            };
            _bundle = bundle;
            foreach (SettingsDrift drift in drifts)
            {
                LogDrift(stream, drift.Sentence);
            }

            return model;
        }
        catch
        {
            scorer.Dispose();
            throw;
        }
    }

    private AlertRule Rule(Bundle bundle)
    {
        string? decides = registry.Read(stream, RegistryPointer.Threshold);
        Threshold threshold = registry.ThresholdOf(stream, bundle);
        _decides = decides;
        _threshold.Clear();
        return new AlertRule(threshold, settings.Alerts.Policy);
    }

    private IScorer Scorer(Bundle bundle, int capacity, bool isForFew = false)
    {
        IScorer scorer = bundle.CreateScorer(capacity, settings.Model.Device, isForFew);
        Warm(scorer, bundle.Schema.Layout.Over(bundle.Shape.Steps));
        return scorer;
    }

    // The first full batch takes memory and, on a GPU, compiles: that is not to hold up events.
    private static void Warm(IScorer scorer, SampleLayout layout)
    {
        var batch = new Batch(scorer.Capacity, layout);
        while (!batch.IsFull)
        {
            batch.Add(default, 0, 0, 0, default);
        }

        scorer.Score(batch, new BatchScores(scorer.Capacity));
    }

    private void Tell(string? problem)
    {
        if (problem is not null)
        {
            if (_model.Report(problem))
            {
                LogRefused(stream, _bundle is { } serving ? $"{serving.Version} goes on serving" : "waiting for another", problem);
            }
        }
        else if (_model.Clear())
        {
            LogMended(stream, _bundle?.Version);
        }
    }

    // What the settings ask for and the model is not, but can run with.
    private IReadOnlyList<SettingsDrift> Check(Bundle bundle)
    {
        IReadOnlyList<SettingsDrift> drifts = SettingsDrift.Of(stream, settings, bundle, registry.ThresholdOf(stream, bundle));
        return drifts.FirstOrDefault(drift => drift.StopsStream) is { } stopping ? throw new BundleException(stopping.Sentence) : drifts;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: model {Version} ({Family}, {Device}) loaded")]
    private partial void LogLoaded(string stream, string version, string family, string device);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream}: the promoted model is refused, {Consequence}: {Reason}")]
    private partial void LogRefused(string stream, string consequence, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: the registry names the model that serves again, {Version}")]
    private partial void LogMended(string stream, string? version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream}: threshold {Version} decides, {Value}")]
    private partial void LogThreshold(string stream, string version, double value);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "Stream {Stream}: the threshold that was set is refused, the last one goes on deciding: {Reason}")]
    private partial void LogThresholdRefused(string stream, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream}: {Drift}")]
    private partial void LogDrift(string stream, string drift);

    // Something that is wrong as long as nobody has mended it.
    private sealed class Complaint(TimeProvider time)
    {
        private volatile string? _reason;
        private long _said;

        public string? Reason => _reason;

        public bool IsDue => time.GetElapsedTime(_said) >= SayInterval;

        // Whether it is to be said now.
        public bool Report(string reason)
        {
            bool isDue = reason != _reason || IsDue;
            _reason = reason;
            _said = isDue ? time.GetTimestamp() : _said;
            return isDue;
        }

        // Whether anything was wrong.
        public bool Clear()
        {
            bool was = _reason is not null;
            _reason = null;
            return was;
        }
    }
}
