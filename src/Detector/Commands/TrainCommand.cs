using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Files;
using Detector.Models.Bundles;
using Detector.Models.Training;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>detector train.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();
    private readonly Option<string[]> _input = CommonOptions.Input("Usual rows; a few anomalies among them do no harm.");

    private readonly LabelOptions _label = new(isRequired: false);

    private readonly Option<bool> _keepCurrent = new("--keep-current")
    {
        Description = "Do not let the new model serve; \"detector models promote\" does later.",
    };

    public TrainCommand()
        : base(
            "train",
            "Train a stream's model and save it. Columns are found by their names; those that the schema does not name are ignored.",
            "detector train --stream cards --input january.csv.gz february.csv.gz",
            "detector train --stream cards --input train.jsonl --registry /var/lib/detector/models")
    {
        Add(_stream);
        Add(_input);
        _label.AddTo(this);
        _model.AddTo(this);
        Add(_keepCurrent);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string name = arguments.GetRequiredValue(_stream);
        DetectorSettings settings = _model.Settings(arguments);
        StreamSettings stream = _model.Stream(arguments, settings, name);
        var schema = new Schema(stream.Schema);
        ModelRegistry registry = _model.Registry(arguments, settings);
        TextWriter error = Error(arguments);
        CheckWritable(_model.Directory(arguments, settings));

        SampleSet samples = Read(new SampleFiles(schema, stream.Window.Steps), arguments.GetRequiredValue(_input), _label.Of(arguments), error, ct);
        error.WriteLine($"Training on {Numbers.Count(samples.Count, "row")} of {Numbers.Count(schema.FieldCount, "field")}"
            + (samples.IsSequence ? $", in sequences of {samples.Steps}" : ""));
        TrainedModel trained;
        using (var bar = new TrainingBar(error, TimeProvider.System))
        {
            trained = new Trainer(schema, stream.Model, stream.Threshold, TimeProvider.System).Train(samples, bar, ct);
        }

        string? before = registry.HasCurrent(name) ? registry.List(name).FirstOrDefault(m => m.IsCurrent)?.Version ?? "" : null;
        string version = registry.Save(name, trained);
        if (before is not null && !arguments.GetValue(_keepCurrent))
        {
            registry.Promote(name, version);
        }

        string report = Path.Combine(_model.Directory(arguments, settings), name, version, "report.html");
        Tell(Output(arguments), trained, version, report, before, arguments.GetValue(_keepCurrent));
        return Task.FromResult(ExitCode.Success);
    }

    // Better said before the training than after.
    private static void CheckWritable(string registry)
    {
        try
        {
            Directory.CreateDirectory(registry);
            string probe = Path.Combine(registry, $".probe-{Environment.ProcessId}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"models cannot be written to {registry}: {e.Message}", e);
        }
    }

    private static SampleSet Read(SampleFiles files, string[] paths, LabelColumn? label, TextWriter error, CancellationToken ct)
    {
        var rejected = new RejectedRows();
        using var status = new StatusLine(error, TimeProvider.System);
        SampleSet samples = files.Read(paths, label, rejected, (path, share) => status.Show(() => $"Reading {path}: {Numbers.Percent(share)}"), ct);
        status.Dispose();
        RejectedRowsText.Write(rejected, "left out", error);
        return samples;
    }

    private static void Tell(TextWriter output, TrainedModel trained, string version, string report, string? before, bool keepCurrent)
    {
        TrainingReport training = trained.Report;
        var table = new Table("", "");
        table.Add(
            "rows",
            $"{Numbers.Count(training.TrainingRows)} fitted, {Numbers.Count(training.TrimmedRows)} dropped as unusual, "
            + $"{Numbers.Count(training.HeldOutRows)} held out");
        table.Add("held-out loss", $"{Numbers.Significant(training.HeldOutLoss)}  {Sparkline.Of([.. training.Curve.Select(p => p.HeldOutLoss)])}");
        table.Add("threshold", $"{Numbers.Significant(trained.Threshold.Value)}, for {Numbers.Percent(trained.Threshold.Target)} false alarms");
        table.Add("time", $"{training.Duration.TotalSeconds:0.0} s");
        table.Add("report", report);
        table.Add("serves", (before, keepCurrent) switch
        {
            (null, _) => "yes, as the stream's first model",
            (_, true) => $"no, {before} still does",
            _ => $"yes, instead of {before}",
        });
        output.WriteLine(version);
        table.WriteRows(output, "  ");
    }
}
