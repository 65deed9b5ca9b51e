using System.Globalization;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Settings;

namespace Detector.Streams.Settings;

/// <summary>Where a stream's settings say otherwise than its model was made with: a change of them that has no effect yet.</summary>
/// <param name="Sentence">What differs, what is in force, what to do.</param>
/// <param name="StopsStream">Whether the stream cannot run so.</param>
public sealed record SettingsDrift(string Sentence, bool StopsStream)
{
    private const int MostNamed = 3;

    /// <summary>Every difference that matters; empty where the model is what the settings ask for.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="bundle">Its model.</param>
    /// <param name="threshold">The threshold in force; null: the model's own.</param>
    public static IReadOnlyList<SettingsDrift> Of(string stream, StreamSettings settings, Bundle bundle, Threshold? threshold = null)
    {
        string model = $"the model {bundle.Version} of stream {stream}";
        string train = $"`detector train --stream {stream}` makes one of these settings";
        return
        [
            .. Samples(settings, bundle).Select(difference => new SettingsDrift(
                $"{difference} in {model}, which `detector score` and `evaluate` go by and `run` refuses; {train}", StopsStream: true)),
            .. Model(settings.Model, bundle.Manifest.Model).Select(difference => new SettingsDrift(
                $"{difference} in {model}, which is in force; {train}", StopsStream: false)),
            .. OfThreshold(settings.Threshold, threshold ?? bundle.Threshold).Select(difference => new SettingsDrift(
                $"{difference} of stream {stream}, which is in force; "
                + $"`detector threshold set --stream {stream} --target {Number(settings.Threshold.Target)}` "
                + $"or `detector train --stream {stream}` makes another",
                StopsStream: false)),
        ];
    }

    private static IEnumerable<string> Samples(StreamSettings settings, Bundle bundle)
    {
        SchemaSettings trained = bundle.Schema.Settings;
        foreach (RecordDifference difference in RecordDifference.Between(settings.Window, bundle.Window))
        {
            yield return $"Window:{difference.Path} is {difference.One} in the settings, but {difference.Other}";
        }

        if (Unmasked(settings.Schema.Frame) != Unmasked(trained.Frame))
        {
            yield return $"Schema:Frame is {Told(settings.Schema.Frame)} in the settings, but {Told(trained.Frame)}";
        }
        else if (settings.Schema.Frame is { } frame && !frame.Masks.SequenceEqual(trained.Frame!.Masks))
        {
            yield return "Schema:Frame:Masks are not in the settings what they are";
        }

        string[] names = [.. settings.Schema.Fields.Select(field => field.Name)];
        string[] trainedNames = [.. trained.Fields.Select(field => field.Name)];
        string[] differences =
        [
            .. names.Except(trainedNames).Select(name => $"{name} is only in the settings"),
            .. trainedNames.Except(names).Select(name => $"{name} is only in the model"),
            .. from field in settings.Schema.Fields
               join old in trained.Fields on field.Name equals old.Name
               from difference in RecordDifference.Between(field, old)
               select $"{field.Name} has {difference.Path} {difference.One} in the settings and {difference.Other} in the model",
        ];
        if (differences.Length > 0)
        {
            yield return $"Schema:Fields ({Few(differences)}) are not in the settings what they are";
        }
        else if (!names.SequenceEqual(trainedNames))
        {
            yield return "Schema:Fields have another order in the settings than";
        }

        foreach (string difference in Aggregates(settings.Schema, trained))
        {
            yield return difference;
        }
    }

    private static IEnumerable<string> Aggregates(SchemaSettings settings, SchemaSettings trained)
    {
        if (settings.Aggregates.Count != trained.Aggregates.Count
            || settings.Aggregates.Zip(trained.Aggregates, RecordDifference.Between).Any(differences => differences.Any()))
        {
            yield return "Schema:Aggregates are not in the settings what they are";
        }

        if (settings.Pivot != trained.Pivot)
        {
            yield return "Schema:Pivot is not in the settings what it is";
        }

        foreach (RecordDifference difference in RecordDifference.Between(settings.State, trained.State))
        {
            yield return $"Schema:State:{difference.Path} is {difference.One} in the settings, but {difference.Other}";
        }
    }

    // Where and with how many threads a model runs is no part of it.
    private static IEnumerable<string> Model(ModelSettings settings, ModelSettings trained)
    {
        ModelSettings placed = settings with { Device = trained.Device, Threads = trained.Threads };
        RecordDifference[] differences = [.. RecordDifference.Between(placed, trained)];
        if (differences.Length > 0)
        {
            yield return Few([.. from difference in differences
                                 select $"Model:{difference.Path} is {difference.One} in the settings, but {difference.Other}"]);
        }
    }

    private static IEnumerable<string> OfThreshold(ThresholdSettings settings, Threshold threshold)
    {
        string[] differences =
        [
            .. settings.Method == threshold.Method ? Array.Empty<string>()
                : [$"Threshold:Method is {settings.Method} in the settings, but {threshold.Method}"],
            .. settings.Target.Equals(threshold.Target) ? Array.Empty<string>()
                : [$"Threshold:Target is {Number(settings.Target)} in the settings, "
                    + $"but {(threshold.Target > 0 ? Number(threshold.Target) : "none")}"],
            .. settings.Method == ThresholdMethod.Quantile || settings.K == threshold.K ? Array.Empty<string>()
                : [$"Threshold:K is {Number(settings.K)} in the settings, but {Number(threshold.K)}"],
        ];
        if (differences.Length > 0)
        {
            yield return $"{Few(differences)}, for the threshold {threshold.Value.ToString("G4", CultureInfo.InvariantCulture)} "
                + $"({threshold.Version})";
        }
    }

    private static FrameSettings? Unmasked(FrameSettings? frame) => frame is null ? null : frame with { Masks = [] };

    private static string Told(FrameSettings? frame) => frame is null ? "none"
        : $"{frame.Width}x{frame.Height} {frame.Pixels}{(frame.Motion ? " with motion" : "")}";

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "not given";

    private static string Few(string[] texts) =>
        string.Join(", ", texts.Take(MostNamed)) + (texts.Length > MostNamed ? $" and {texts.Length - MostNamed} more" : "");
}
