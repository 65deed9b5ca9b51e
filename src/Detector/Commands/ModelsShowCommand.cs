using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector models show.</summary>
internal sealed class ModelsShowCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string?> _version = CommonOptions.Version();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsShowCommand()
        : base(
            "show",
            "Show what a model is and how it was trained, after checking every file of it.",
            "detector models show --stream cards",
            "detector models show --stream cards --version 20261121-071502-1f0c9a3b")
    {
        Add(_stream);
        _model.AddTo(this);
        Add(_version);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        DetectorSettings? settings = _model.SettingsToCompare(arguments, Error(arguments));
        ModelRegistry registry = _model.Registry(arguments, settings);
        Bundle bundle = registry.Load(stream, arguments.GetValue(_version));
        IReadOnlyList<RegistryPointer> pointers = registry.List(stream).Single(model => model.Version == bundle.Version).Pointers;
        bool serves = pointers.Contains(RegistryPointer.Current);
        Manifest manifest = bundle.Manifest;
        TrainingSummary training = manifest.Training;
        Threshold threshold = registry.ThresholdOf(stream, bundle);
        string folder = Path.Combine(_model.Directory(arguments, settings), stream, bundle.Version);
        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(new { stream, bundle.Version, pointers, folder, threshold, manifest }));
            DriftText.Write(settings, stream, bundle, threshold, Error(arguments));
            return Task.FromResult(ExitCode.Success);
        }

        int weights = (int)manifest.Weights.Values.Sum(shape => shape.Aggregate(1L, (a, b) => a * b));
        var table = new Table("", "");
        table.Add("stream", stream);
        table.Add("version", bundle.Version
            + (pointers.Contains(RegistryPointer.Pinned) ? " (serves, pinned)" : serves ? " (serves)" : ""));
        table.Add("created", Numbers.Instant(manifest.Created));
        table.Add(
            "model",
            $"{manifest.Family}, {Numbers.Count(manifest.Features.Count, "feature")} "
            + $"of {Numbers.Count(bundle.Schema.FieldCount, "field")}, {Numbers.Count(weights, "weight")}");
        table.Add("fields", Few(bundle.Schema.Frame is null ? bundle.Schema.Fields.Select(f => f.Name) : []));
        table.Add(
            "trained on",
            $"{Numbers.Count(training.TrainingRows, "row")} ({Numbers.Count(training.TrimmedRows)} dropped as unusual, "
            + $"{Numbers.Count(training.HeldOutRows)} held out), seed {manifest.Model.Seed}");
        table.Add(
            "training",
            $"{Numbers.Count(training.Steps, "step")} in {training.Seconds:0.0} s, the best after {Numbers.Count(training.BestStep)}");
        table.Add(
            "threshold",
            $"{Numbers.Significant(threshold.Value)} ({threshold.Method}, version {threshold.Version}): "
            + (threshold == bundle.Threshold
                ? ThresholdText.Shown(threshold, training, manifest.HeldOutOver)
                : "set since; \"detector threshold show\" tells more"));
        foreach ((string name, double value) in manifest.Metrics)
        {
            table.Add(Words(name), Numbers.Significant(value));
        }

        table.Add("made with", string.Join(", ", manifest.Libraries.Select(l => $"{l.Key} {l.Value}")));
        table.Add("folder", folder);
        table.WriteRows(Output(arguments), "");
        DriftText.Write(settings, stream, bundle, threshold, Error(arguments));
        return Task.FromResult(ExitCode.Success);
    }

    // "heldOutLoss" is "held out loss".
    private static string Words(string name) =>
        string.Concat(name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Few(IEnumerable<string> names)
    {
        const int most = 12;
        string[] all = [.. names];
        return string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {all.Length - most} more" : "");
    }
}
