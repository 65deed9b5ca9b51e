using Detector.Core.Alerts.Incidents;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.State;
using Detector.Kafka.Settings;
using Detector.Models.Families;
using Detector.Models.Training;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What no single setting shows: names, and settings that must fit each other.</summary>
internal static class StreamChecks
{
    public static IEnumerable<SettingsError> Check(DetectorSettings settings) =>
        [.. settings.Streams.SelectMany(stream => Check(stream.Key, stream.Value)), .. TopicChecks.Check(settings.Streams)];

    private static IEnumerable<SettingsError> Check(string name, StreamSettings stream)
    {
        string path = PathOf(name);
        if (!StreamName.IsValid(name))
        {
            yield return new SettingsError(path, $"a stream's name has {StreamName.Rule}");
        }

        if (stream.Window.Steps > 1 && stream.Schema.Frame is not null)
        {
            yield return new SettingsError($"{path}:Window:Steps", "frames are scored one by one; a window is for events with fields");
        }

        foreach (SettingsError error in OfSkip(path, stream))
        {
            yield return error;
        }

        if (SequenceStage.ProblemOf(stream.State.Share(stream.Schema), stream.Window) is { } room)
        {
            yield return new SettingsError($"{path}:Window:Steps", room);
        }

        foreach (string setting in stream.Window.IsSequence ? [] : OfSequencesOnly(stream.Window))
        {
            yield return new SettingsError(
                $"{path}:Window:{setting}", "is of sequences, but with Steps 1 each event is alone; set Steps, or leave it out");
        }

        if (stream.State.Topic is not null && stream.State.Store != StateStore.Topic)
        {
            yield return new SettingsError($"{path}:State:Topic", "is of Store Topic; set that, or leave it out");
        }

        if (stream.State.Partitions > Math.Min(stream.Schema.State.MaxKeys, stream.Schema.State.MaxMegabytes))
        {
            yield return new SettingsError(
                $"{path}:State:Partitions", "is more than Schema:State:MaxKeys or MaxMegabytes, of which each has an equal share: it "
                    + "needs one key and one megabyte at least");
        }

        if (stream.Window.Gap > TimeSpan.Zero && stream.Schema.Time is null)
        {
            yield return new SettingsError(
                $"{path}:Window:Gap", "a gap is one of the events' own times: Schema:Time says where they stand");
        }

        RetrainingSettings retraining = stream.Retraining;
        if (stream.Schema.CountsVerdicts() && stream.Labels.Topic is null
            && (retraining.FirstModelEvents > 0 || retraining.Every > TimeSpan.Zero || retraining.Schedule is not null
                || retraining.AfterEvents > 0 || retraining.OnDrift))
        {
            yield return new SettingsError(
                $"{path}:Labels:Topic",
                "aggregates count verdicts (ConfirmedCount, ConfirmedShare), and models that the stream trains by itself (Retraining) "
                    + "take them from a topic, of which none is named");
        }

        if (retraining.Pause > retraining.Every && retraining.Every > TimeSpan.Zero)
        {
            yield return new SettingsError($"{path}:Retraining:Every", "is less than Pause, the least time from one training to the next");
        }

        if (retraining is { Shadow.Ticks: > 0, Promote: not PromotionPolicy.WhenNotWorse })
        {
            yield return new SettingsError(
                $"{path}:Retraining:Shadow", $"is a trial before a model serves by itself; Promote {retraining.Promote} knows none");
        }

        if (retraining.Golden is { } golden && stream.Schema.Frame is not null)
        {
            yield return new SettingsError($"{path}:Retraining:Golden", $"frames have no labelled rows in one file, such as {golden}");
        }

        double fewest = Trainer.FewestEvents(stream.Window, stream.Model);
        if (stream.Retraining.FirstModelEvents is > 0 and var events && events < fewest)
        {
            yield return new SettingsError(
                $"{path}:Retraining:FirstModelEvents", $"{events} events make too few sequences of this window to train on some and to "
                    + $"hold some out; at least {fewest:0}, and some thousand are good");
        }

        foreach (SchemaProblem problem in Schema.Check(stream.Schema))
        {
            yield return new SettingsError($"{path}:Schema:{problem.Path}", problem.Message);
        }

        foreach (SettingsError error in LabelChecks.Check(path, stream))
        {
            yield return error;
        }

        foreach (SchemaProblem problem in IncludedColumns.Problems(stream.Schema, stream.Alerts.Include))
        {
            yield return new SettingsError($"{path}:Alerts:Include{(problem.Path.Length > 0 ? ":" : "")}{problem.Path}", problem.Message);
        }

        string[] fields = [.. stream.Schema.Fields.Select(field => field.Name)];
        foreach (ModelProblem problem in ModelCheck.Problems(stream.Model, KindOf(stream), fields))
        {
            yield return new SettingsError($"{path}:Model:{problem.Setting}", problem.Message);
        }

        foreach ((string setting, string message) in ClientCheck.Problems(name, stream.Source, stream.Alerts))
        {
            yield return new SettingsError($"{path}:{setting}", message);
        }
    }

    private static IEnumerable<SettingsError> OfSkip(string path, StreamSettings stream)
    {
        if (stream.Skip.FramesPerSecond is not { } rate)
        {
            yield break;
        }

        IncidentSettings incident = stream.Alerts.Incident;
        if (stream.Schema.Frame is null)
        {
            yield return new SettingsError($"{path}:Skip:FramesPerSecond", "is for streams of frames; of others every event is scored");
        }
        else if (incident.Enabled != false && incident.Gap.TotalSeconds * rate <= 1)
        {
            yield return new SettingsError(
                $"{path}:Alerts:Incident:Gap", $"is no longer than the time from one scored frame to the next at {rate} frames a second "
                    + "(Skip:FramesPerSecond), so that none would follow another");
        }
    }

    private static IEnumerable<string> OfSequencesOnly(WindowSettings window)
    {
        var unset = new WindowSettings();
        return new (string Setting, bool IsSet)[]
        {
            (nameof(window.Stride), window.Stride != unset.Stride),
            (nameof(window.Of), window.Of != unset.Of),
            (nameof(window.Gap), window.Gap != unset.Gap),
            (nameof(window.UntilFull), window.UntilFull != unset.UntilFull),
        }.Where(setting => setting.IsSet).Select(setting => setting.Setting);
    }

    private static SampleKind KindOf(StreamSettings stream) =>
        stream.Schema.Frame is not null ? SampleKind.Image : stream.Window.Steps > 1 ? SampleKind.Sequence : SampleKind.Vector;

    private static string PathOf(string stream) => $"{DetectorSettings.Section}:Streams:{stream}";
}
