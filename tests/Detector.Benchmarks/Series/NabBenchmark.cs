using System.Globalization;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Series;

/// <summary>
/// Two folders of the Numenta Anomaly Benchmark by its own scoring. A model of each series is trained on the rows that nobody is judged
/// by, and scores those behind them in their order, each with the rows before it. Scores are in units of the model's own threshold.
/// </summary>
internal static class NabBenchmark
{
    public const string Usage = "nab [--steps T] [FOLDER]...";

    public static int Run(string[] options)
    {
        int at = Array.IndexOf(options, "--steps");
        int steps = at >= 0 ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : 32;
        var window = new WindowSettings { Steps = steps, Of = SequenceOf.Partition };
        string[] folders = [.. options.Where((_, i) => at < 0 || (i != at && i != at + 1))];
        folders = folders.Length > 0 ? folders : ["realKnownCause", "realAWSCloudwatch"];
        if (!Directory.Exists(NabSeries.Folder))
        {
            Console.Error.WriteLine($"the data are not here: there is no folder {NabSeries.Folder}");
            return 1;
        }

        string temporary = Directory.CreateTempSubdirectory("detector-nab-").FullName;
        try
        {
            List<(NabSeries Series, double[] Scores)> all = [];
            foreach (string folder in folders)
            {
                List<(NabSeries Series, double[] Scores)> scored =
                    [.. NabSeries.Of(folder).Select(series => (series, Scores(series, window, temporary)))];
                Tell(folder, scored);
                all.AddRange(scored);
            }

            Tell("together", all);
            return 0;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Tell(string name, IReadOnlyList<(NabSeries Series, double[] Scores)> scored)
    {
        foreach (NabScore profile in NabScore.Profiles)
        {
            (double own, double best, double threshold) = profile.Of(scored, 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {profile.Name} | {own:F1} | {best:F1} | {threshold:F2} |"));
        }
    }

    private static double[] Scores(NabSeries series, WindowSettings window, string folder)
    {
        var schema = new Schema(
            new() { Format = MessageFormat.Csv, Columns = ["timestamp", "value"], Fields = [new() { Name = "value" }] });
        string training = Write(folder, "training.csv", series.Lines[..series.Probation]);
        SampleSet samples = new TrainingFiles(schema, window)
            .Read([training], null, new RejectedRows(), (_, _) => { }, CancellationToken.None);
        TrainedModel model = new Trainer(schema, new ModelSettings { Device = "cpu" }, new ThresholdSettings(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None);
        using IScorer scorer = model.CreateScorer("nab", BatchLimit.Most, "cpu");
        List<double> scores = [];
        new FileScorer(schema, window, scorer).Run(
            Write(folder, "all.csv", series.Lines), null, new RejectedRows(), row => scores.Add(row.Score / model.Threshold.Value),
            _ => { }, CancellationToken.None);
        int detections = scores.Skip(series.Probation).Count(score => score > 1);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{series.Name}: {scores.Count} rows, {series.Windows.Length} windows, {detections} detections, "
            + $"{model.Report.Duration.TotalSeconds:F0} s"));
        return [.. scores];
    }

    private static string Write(string folder, string name, string[] lines)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllLines(path, [NabSeries.Header, .. lines]);
        return path;
    }
}
