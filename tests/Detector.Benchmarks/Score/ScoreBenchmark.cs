using System.Diagnostics;
using System.Globalization;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Benchmarks.Score;

/// <summary>
/// What a score of a default model costs on one core, and what without one of its parts: the fastest of many batches, as other programs
/// may run beside it.
/// </summary>
internal static class ScoreBenchmark
{
    public const string Usage = "score [--fields N]";

    private const int Rows = 4096;
    private const int Rounds = 300;

    public static int Run(string[] arguments)
    {
        int fields = arguments is ["--fields", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 30;
        var schema = new Schema(new() { Fields = [.. Enumerable.Range(0, fields).Select(i => new FieldSettings { Name = $"f{i}" })] });
        var random = new Random(1);
        var rows = new RowSet(fields);
        for (int i = 0; i < Rows; i++)
        {
            rows.Add([.. Enumerable.Range(0, fields).Select(_ => random.NextDouble())]);
        }

        foreach ((string name, ScoreSettings score) in new (string, ScoreSettings)[]
        {
            ("default", new()),
            ("without neighbours", new() { Neighbours = 0 }),
            ("without distance", new() { Distance = 0 }),
            ("residual alone", new() { Neighbours = 0, Distance = 0 }),
        })
        {
            var settings = new ModelSettings { Device = "cpu", MaxSteps = 10, Score = score };
            TrainedModel model = new Trainer(schema, settings, new(), TimeProvider.System)
                .Train(SampleSet.Vectors(rows), null, CancellationToken.None);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{fields} fields, {name}: {Fastest(model, rows):F2} µs an event"));
        }

        return 0;
    }

    private static double Fastest(TrainedModel model, RowSet rows)
    {
        using IScorer scorer = model.CreateScorer("study", Rows, "cpu");
        var batch = new Batch(Rows, rows.FieldCount);
        for (int i = 0; i < Rows; i++)
        {
            rows.Row(i).CopyTo(batch.NextRow);
            batch.Add(default, i, i, i, []);
        }

        var scores = new BatchScores(Rows);
        double fastest = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            scorer.Score(batch, scores);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Rows);
        }

        return fastest;
    }
}
