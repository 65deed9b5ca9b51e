using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.Retraining.Comparison;
using Detector.Retraining.Runs;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands;

/// <summary>detector train.</summary>
internal sealed class TrainCommand : CliCommand
{
    private const long MostMegabytes = 1L << 40;

    private readonly ModelOptions _model = new();
    private readonly HistoryOptions _history = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string[]> _input = CommonOptions.Input("Usual rows; a few anomalies among them do no harm.");

    private readonly LabelOptions _label = new(isRequired: false);

    private readonly CameraOption _camera = new();

    private readonly FamilyOptions _families = new();

    private readonly Option<long?> _memory = new("--memory")
    {
        Description = "Rows that take more than so many megabytes are kept in a temporary file. "
            + "Default: a quarter of the machine's memory.",
        HelpName = "MB",
    };

    private readonly TopicOptions _topic = new();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write lines of JSON: how the training goes, and last what came of it.",
    };

    private readonly Option<bool> _supervised = new("--supervised")
    {
        Description = "For the daemon: the settings are the first line of the standard input, whose end is the training's.",
        Hidden = true,
    };

    private readonly Option<bool> _keepCurrent = new("--keep-current")
    {
        Description = "Do not let the new model serve; \"detector models promote\" does later.",
    };

    public TrainCommand()
        : base(
            "train",
            "Train a stream's model and save it. Columns are found by their names; those that the schema does not name are ignored.",
            "detector train --stream cards --input january.csv.gz february.csv.gz",
            "detector train --stream cards --input train.jsonl --registry /var/lib/detector/models",
            "detector train --stream cards --from-topic --since 14d",
            "detector train --stream cards --input january.csv.gz --family all --test february.csv.gz --test-label is_fraud")
    {
        _input.Required = false;
        Add(_stream);
        Add(_input);
        _topic.AddTo(this);
        _label.AddTo(this);
        _camera.AddTo(this);
        _model.AddTo(this);
        Add(_memory);
        _history.AddTo(this);
        _families.AddTo(this);
        Add(_keepCurrent);
        Add(_json);
        Add(_supervised);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string name = arguments.GetRequiredValue(_stream);
        bool isFromTopic = _topic.IsAsked(arguments);
        CheckInput(arguments, isFromTopic);
        DetectorSettings settings = arguments.GetValue(_supervised)
            ? SettingsReader.Parse(Console.In.ReadLine() ?? "")
            : _model.Settings(arguments, SettingsUse.Training);
        StreamSettings stream = _model.Stream(arguments, settings, name);
        var schema = new Schema(stream.Schema);
        ModelRegistry registry = _model.Registry(arguments, settings);
        TextWriter error = Error(arguments);
        if (isFromTopic)
        {
            RunFromTopic(arguments, name, stream, registry, ct);
            return Task.FromResult(ExitCode.Success);
        }

        _families.Check(arguments, stream.Model, _label);
        registry.CheckWritable(name);
        string? before = Serving(registry, name, error);
        string? camera = _camera.Of(arguments, schema);
        LabelledFile? test = _families.Test(arguments, _label) is { } file ? file with { Camera = camera } : null;
        test?.Check(schema, ct);

        RowHistory history = _history.Read(arguments, schema, _families.TrainingLabel(arguments, _label), error, ct);
        SampleSet samples = Read(
            new TrainingFiles(schema.SeenBy(camera), stream.Window, Memory(arguments), history),
            arguments.GetRequiredValue(_input), _families.TrainingLabel(arguments, _label), error, ct);
        HistoryOptions.TellLate(history, error);

        IReadOnlyList<ModelSettings> models = _families.Models(arguments, stream.Model, samples.Layout.Kind);
        error.WriteLine($"Training on {Numbers.Count(samples.Count, "row")} of {Numbers.Count(schema.FieldCount, "field")}"
            + (samples.Layout.HasSteps ? $", in sequences of {samples.Steps}" : ""));
        TrainedModel trained = models.Count > 1
            ? Best(models, new(schema, stream.Threshold, samples, TimeProvider.System) { Test = test }, Output(arguments), error, ct)
            : Train(new(schema, models[0], stream.Threshold, TimeProvider.System), samples, arguments, ct);

        UnknownCategoriesText.WriteTrained(trained.Schema, trained.Transform, error);
        ConstantFieldsText.Write(schema, trained.Transform, error);
        string version = registry.Save(name, trained);
        (Outcome outcome, string serves) = Promote(registry, name, version, before, arguments.GetValue(_keepCurrent));
        string report = Path.Combine(_model.Directory(arguments, settings), name, version, "report.html");
        if (arguments.GetValue(_json))
        {
            Write(Output(arguments), new() { Kind = TrainerLine.Result, Version = version, Outcome = outcome });
        }
        else
        {
            Tell(Output(arguments), trained, version, report, serves);
        }

        Bundle serving = registry.Open(name);
        DriftText.Write(settings, name, serving, registry.ThresholdOf(name, serving), error);
        return Task.FromResult(ExitCode.Success);
    }

    private void CheckInput(ParseResult arguments, bool isFromTopic)
    {
        string[] input = arguments.GetValue(_input) ?? [];
        if (isFromTopic == input.Length > 0)
        {
            throw new UsageException(isFromTopic
                ? "--input names files and --from-topic the stream's topics; a model is trained on one of them"
                : "--input names files to train on; --from-topic takes the stream's topics");
        }

        Option[] others = [.. Options.Where(option => option.Name is
            "--label" or "--camera" or "--memory" or "--before" or "--label-delay" or "--family" or "--test" or "--test-label")];
        if (isFromTopic && others.FirstOrDefault(option => arguments.GetResult(option) is not null) is { } named)
        {
            throw new UsageException($"{named.Name} is for files, which --from-topic reads none of");
        }
    }

    private void RunFromTopic(
        ParseResult arguments, string name, StreamSettings stream, ModelRegistry registry, CancellationToken ct)
    {
        int cores = Environment.ProcessorCount;
        if (arguments.GetValue(_supervised))
        {
            cores = stream.Retraining.Threads;
            TrainerLimits.Apply(stream.Retraining);
            ParentWatch.Start(Console.In);
            stream = stream with { Model = stream.Model with { Threads = cores } };
        }

        if (arguments.GetValue(_keepCurrent))
        {
            stream = stream with { Retraining = stream.Retraining with { Promote = PromotionPolicy.Ask } };
        }

        new TopicTraining(arguments.GetValue(_json), Output(arguments), Error(arguments)) { Cores = cores }.Run(
            name, stream, registry, _topic.Span(arguments, stream.Retraining, TimeProvider.System), _topic.Why(arguments), ct);
    }

    private long? Memory(ParseResult arguments) => arguments.GetValue(_memory) switch
    {
        null => null,
        < 0 or > MostMegabytes => throw new UsageException($"--memory is a number of megabytes, 0 to {MostMegabytes}"),
        { } megabytes => megabytes << 20,
    };

    // What serves before the training is what the new model takes the place of. Where that cannot be told, a promotion by hand decides.
    private static string? Serving(ModelRegistry registry, string name, TextWriter error)
    {
        foreach (string stray in registry.Strays(name))
        {
            error.WriteLine($"{stray} is no model's folder and is left alone");
        }

        return registry.Read(name, RegistryPointer.Current);
    }

    private static (Outcome Outcome, string Serves) Promote(
        ModelRegistry registry, string name, string version, string? before, bool keepCurrent)
    {
        if (keepCurrent && before is not null)
        {
            registry.Challenge(name, version, Change.Of("detector train", "trained with --keep-current"));
            return (Outcome.Asked, $"no, {before} still does");
        }

        return !registry.TryPromote(name, version, before, Change.Of("detector train", "trained"))
            ? (Outcome.Superseded, registry.Pinned(name) is { } pinned
                ? $"no, {pinned} is pinned; \"detector models promote --stream {name} {version}\" changes that"
                : $"no, {registry.Read(name, RegistryPointer.Current)} was promoted while it was trained; "
                + $"\"detector models promote --stream {name} {version}\" changes that")
            : (Outcome.Promoted, before is null ? "yes, as the stream's first model" : $"yes, instead of {before}");
    }

    private static SampleSet Read(TrainingFiles files, string[] paths, LabelColumn? label, TextWriter error, CancellationToken ct)
    {
        var rejected = new RejectedRows();
        using var status = new StatusLine(error, TimeProvider.System);
        SampleSet samples = files.Read(
            paths, label, rejected, (path, share) => status.Show(() => $"Reading {path}: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        return samples;
    }

    private TrainedModel Train(Trainer trainer, SampleSet samples, ParseResult arguments, CancellationToken ct)
    {
        if (arguments.GetValue(_json))
        {
            return trainer.Train(samples, new JsonProgress(Output(arguments)), ct);
        }

        using var bar = new TrainingBar(Error(arguments), TimeProvider.System);
        return trainer.Train(samples, bar, ct);
    }

    private static void Write(TextWriter output, TrainerLine line)
    {
        output.WriteLine(TrainerJson.Write(line));
        output.Flush();
    }

    private sealed class JsonProgress(TextWriter output) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Write(output, TrainerLine.Of(value));
    }

    private static TrainedModel Best(
        IReadOnlyList<ModelSettings> models, FamilyComparison comparison, TextWriter output, TextWriter error, CancellationToken ct)
    {
        try
        {
            for (int i = 0; i < models.Count; i++)
            {
                FamilyTrial trial;
                using (var bar = new TrainingBar(error, TimeProvider.System))
                {
                    trial = comparison.Try(models[i], bar, ct);
                }

                error.WriteLine($"{i + 1} of {models.Count}, {FamilyRankingText.Line(trial)}");
            }
        }
        catch (OperationCanceledException) when (comparison.Ranking.Count > 0)
        {
            Rank(comparison, output, error);
            error.WriteLine("The others were not trained, and none is saved.");
            throw;
        }

        Rank(comparison, output, error);
        return comparison.Best ?? throw new CommandException("no family could be trained");
    }

    private static void Rank(FamilyComparison comparison, TextWriter output, TextWriter error)
    {
        RejectedRowsText.Write(comparison.Rejected, "left out of the test", error);
        output.WriteLine(comparison.Test is { } test
            ? $"Compared on {test.Path}, each at a threshold of its own:"
            : "Compared on rows held out of all trainings, and as many with planted anomalies, each at a threshold of its own:");
        FamilyRankingText.Write(comparison.Ranking, output);
        output.WriteLine();
    }

    private static void Tell(TextWriter output, TrainedModel trained, string version, string report, string serves)
    {
        TrainingReport training = trained.Report;
        var table = new Table("", "");
        table.Add(
            "rows",
            $"{Numbers.Count(training.TrainingRows)} fitted, {Numbers.Count(training.TrimmedRows)} dropped as unusual, "
            + $"{Numbers.Count(training.HeldOutRows)} held out");
        string curve = Sparkline.Of([.. training.Curve.Select(p => p.HeldOutLoss)]);
        table.Add("held-out loss", $"{Numbers.Significant(training.HeldOutLoss)}  {curve}");
        string shown = ThresholdText.Shown(trained.Threshold, training);
        table.Add("threshold", $"{Numbers.Significant(trained.Threshold.Value)}: {shown}");
        table.Add("time", $"{training.Duration.TotalSeconds:0.0} s");
        table.Add("report", report);
        table.Add("serves", serves);
        output.WriteLine(version);
        table.WriteRows(output, "  ");
    }
}
