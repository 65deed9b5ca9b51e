using System.Globalization;
using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Data.Simulation;
using Detector.Data.Simulation.Metrics;
using Detector.Models.Training;

namespace Detector.Benchmarks.Metrics;

/// <summary>
/// Simulated metrics, kind of anomaly by kind: what the default models of rows and of sequences find, with the threshold for one false
/// alarm in a thousand rows.
/// </summary>
internal static class MetricsBenchmark
{
    public const string Usage = "metrics [seed]";

    private const int TrainingRows = 14_400;
    private const int TestRows = 60_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        long seed = arguments is [var text] ? long.Parse(text, CultureInfo.InvariantCulture) : 1;
        string folder = Directory.CreateTempSubdirectory("detector-metrics-").FullName;
        try
        {
            string training = Path.Combine(folder, "training.csv");
            string test = Path.Combine(folder, "test.csv");
            var truth = new List<MetricSpan?>();
            var usual = new MetricsSimulation(seed, new() { AnomalyRate = 0 }, label: false);
            await using (var file = new SimulationFile(training))
            {
                await file.WriteAsync(usual, TrainingRows, _ => { }, CancellationToken.None);
            }

            // The same machine some days later, now with anomalies.
            var options = new MetricsOptions { AnomalyRate = 0.1, Start = new MetricsOptions().Start.AddMinutes(TrainingRows) };
            await using (var file = new SimulationFile(test))
            {
                await file.WriteAsync(
                    new Noted(new MetricsSimulation(seed + 1000, options, label: false), truth), TestRows, _ => { }, CancellationToken.None);
            }

            Console.WriteLine($"\nseed {seed}: spans found, of all (ROC-AUC of their rows)\n");
            Console.WriteLine("| steps | spike | shift | broken | frozen | drift | all | false alarms, % | s |\n|---|---|---|---|---|---|---|---|---|");
            foreach (int steps in (int[])[1, 30])
            {
                Print(steps, training, test, truth);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(int steps, string training, string test, List<MetricSpan?> truth)
    {
        var window = new WindowSettings { Steps = steps };
        var schema = new Schema(
            SchemaProposal.Infer(training, new() { Key = "host", Time = "time" }, _ => { }, CancellationToken.None).Schema.Settings);
        TrainedModel model = new Trainer(schema, new() { Device = "cpu" }, new ThresholdSettings { Target = 0.001 }, TimeProvider.System)
            .Train(
                new TrainingFiles(schema, window).Read([training], null, new RejectedRows(), (_, _) => { }, CancellationToken.None),
                null,
                CancellationToken.None);
        using IScorer scorer = model.CreateScorer("study", BatchLimit.Most, "cpu");
        var scores = new List<double>();
        new FileScorer(schema, window, scorer).Run(
            test, null, new RejectedRows(), row => scores.Add(row.Score), _ => { }, CancellationToken.None);

        string[] cells = [.. Enum.GetValues<MetricAnomalyKind>().Skip(1).Select(kind => Cell(span => span?.Kind == kind))];
        int alarms = Enumerable.Range(0, scores.Count).Count(row => truth[row] is null && scores[row] > model.Threshold.Value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {steps} | {string.Join(" | ", cells)} | {Cell(span => span is not null)} "
            + $"| {100.0 * alarms / truth.Count(span => span is null):F2} | {model.Report.Duration.TotalSeconds:F1} |"));

        string Cell(Func<MetricSpan?, bool> isOfKind)
        {
            int[] rows = [.. Enumerable.Range(0, scores.Count).Where(row => truth[row] is null || isOfKind(truth[row]))];
            var ranking = new Ranking([.. rows.Select(row => scores[row])], [.. rows.Select(row => truth[row] is not null)]);
            IGrouping<MetricSpan, int>[] spans = [.. rows.Where(row => truth[row] is not null).GroupBy(row => truth[row]!)];
            int found = spans.Count(span => span.Any(row => scores[row] > model.Threshold.Value));
            return string.Create(CultureInfo.InvariantCulture, $"{found} of {spans.Length} ({ranking.RocAuc():F3})");
        }
    }

    // Notes what was wrong in each row.
    private sealed class Noted(MetricsSimulation simulation, List<MetricSpan?> truth) : ISimulation
    {
        public string CsvHeader => simulation.CsvHeader;

        public string Key => simulation.Key;

        public bool IsAnomaly => simulation.IsAnomaly;

        public void Next()
        {
            simulation.Next();
            truth.Add(simulation.Span);
        }

        public void WriteJson(System.Buffers.IBufferWriter<byte> output) => simulation.WriteJson(output);

        public void WriteCsv(System.Buffers.IBufferWriter<byte> output) => simulation.WriteCsv(output);
    }
}
