using System.Diagnostics;
using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.TestKit;

namespace Detector.Benchmarks.Frames;

/// <summary>
/// How well anomalies that are planted into the last two days of an indoor camera's film are found by a model of its first three, where it
/// points, and how many of the untouched frames alarm.
/// </summary>
internal static class FramesBenchmark
{
    public const string Usage = "frames [--family NAME] [--steps N] [--without-regions]";

    private const int Width = 64;
    private const int Height = 32;
    private const double TrainingDays = 0.6;
    private const int Capacity = 256;

    // A frame every twenty seconds.
    private const long FrameMs = 20_000;

    public static int Run(string[] arguments)
    {
        string family = arguments.SkipWhile(argument => argument != "--family").Skip(1).FirstOrDefault("dense");
        int? steps = arguments.SkipWhile(argument => argument != "--steps").Skip(1).Select(text => (int?)Number(text)).FirstOrDefault();
        double? regions = arguments.Contains("--without-regions") ? 0 : null;
        byte[][] film = Film();
        int days = (int)(TrainingDays * film.Length);
        byte[][] later = film[days..];
        var planted = new PlantedFrames(later, Width, seed: 7);
        var schema = new Schema(new() { Format = MessageFormat.Raw, Frame = new FrameSettings { Width = Width, Height = Height } });
        var rows = new RowSet(Width * Height, store: new ArrayStore(arePixels: true));
        foreach (byte[] frame in film[..days])
        {
            rows.Add(new ReadOnlyRowSpan(frame));
        }

        var settings = new ModelSettings
        {
            Device = "cpu", Family = family, MaxSteps = steps, Score = new ScoreSettings { Regions = regions },
        };
        var trainer = new Trainer(schema, settings, new(), TimeProvider.System);
        TrainedModel model = trainer.Train(SampleSet.Of(rows, schema.Layout), null, CancellationToken.None);
        double threshold = model.Threshold.Value;
        Say($"{family}: trained on {days} frames in {model.Report.Duration.TotalSeconds:F0} s; threshold {threshold:F2}");
        double[] untouched = Scores(model, later, null);
        int alarms = untouched.Count(score => score > threshold);
        Say($"untouched frames: {(double)alarms / later.Length:P2} alarm, {model.Threshold.Target:P0} asked; "
            + string.Join(' ', untouched.Chunk(later.Length / 6).Select(part => $"{part.Average(s => s > threshold ? 1.0 : 0):P1}")));
        Say($"that is {Incidents(untouched, threshold) * 3_600_000.0 / (later.Length * FrameMs):F2} incidents an hour of film");
        var peaks = new (int X, int Y)[later.Length];
        double[] scores = Scores(model, planted.Frames, (i, top) => peaks[i] = planted.IsPatch(i) ? Pixel(top()) : default);
        bool[] isPlanted = [.. planted.Boxes.Select(box => box is not null)];
        var all = new Ranking(scores, isPlanted);
        int[] noCover = [.. Enumerable.Range(0, later.Length).Where(i => planted.IsPatch(i) || planted.Boxes[i] is null)];
        var patches = new Ranking([.. noCover.Select(i => scores[i])], [.. noCover.Select(i => isPlanted[i])]);
        int[] patched = [.. noCover.Where(i => isPlanted[i])];
        double found = patched.Average(i => scores[i] > threshold ? 1.0 : 0);
        double pointed = patched.Average(i => IsIn(peaks[i], planted.Boxes[i]!.Value) ? 1.0 : 0);
        Say($"all planted: ROC-AUC {all.RocAuc():F4}, AP {all.AveragePrecision():F4}");
        Say($"patches: ROC-AUC {patches.RocAuc():F4}, AP {patches.AveragePrecision():F4}, over the threshold {found:P1}, "
            + $"the largest cause is on the patch in {pointed:P1}");
        double covered = Enumerable.Range(0, later.Length).Where(i => isPlanted[i] && !planted.IsPatch(i))
            .Average(i => scores[i] > threshold ? 1.0 : 0);
        Say($"covered: over the threshold {covered:P1}");
        long start = Stopwatch.GetTimestamp();
        Scores(model, later, null);
        Say($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / later.Length:F0} µs a frame");
        return 0;
    }

    // By the settings that are usual.
    private static int Incidents(double[] scores, double threshold)
    {
        var settings = new IncidentSettings();
        (int incidents, double start, double last) = (0, double.NegativeInfinity, double.NegativeInfinity);
        for (int frame = 0; frame < scores.Length; frame++)
        {
            double time = (double)FrameMs * frame;
            if (!(scores[frame] > threshold))
            {
                continue;
            }

            if (time - last > settings.Gap.TotalMilliseconds || time - start > settings.Longest.TotalMilliseconds)
            {
                (incidents, start) = (incidents + 1, time);
            }

            last = time;
        }

        return incidents;
    }

    private static double[] Scores(TrainedModel model, byte[][] frames, Action<int, Func<FeatureContribution>>? each)
    {
        using IScorer scorer = model.CreateScorer("study", Capacity, "cpu");
        double[] all = new double[frames.Length];
        var batch = new Batch(Capacity, Width * Height, arePixels: true);
        var scores = new BatchScores(Capacity);
        for (int start = 0; start < frames.Length; start += Capacity)
        {
            batch.Clear();
            int count = Math.Min(Capacity, frames.Length - start);
            for (int i = 0; i < count; i++)
            {
                frames[start + i].CopyTo(batch.NextRow.Pixels);
                batch.Add(default, start + i, 0, FrameMs * (start + i), []);
            }

            scorer.Score(batch, scores);
            for (int i = 0; i < count; i++)
            {
                int index = i;
                all[start + i] = scores.Score[i];
                each?.Invoke(start + i, () => scorer.Explain(batch, index, 1)[0]);
            }
        }

        return all;
    }

    private static (int X, int Y) Pixel(FeatureContribution top) =>
        top.Name.Split(' ')[1].Split(',') is [var x, var y] ? (Number(x), Number(y)) : default;

    private static bool IsIn((int X, int Y) at, (int X, int Y, int Width, int Height) box) =>
        at.X >= box.X && at.X < box.X + box.Width && at.Y >= box.Y && at.Y < box.Y + box.Height;

    private static byte[][] Film()
    {
        string path = Path.Combine(Repository.Root, "../shared/datasets/video/indoor_21449x32x64_gray8.bin.gz");
        using PackedFile file = PackedFile.Open(path);
        var film = new List<byte[]>();
        for (byte[] frame = new byte[Width * Height]; file.Read(frame) == frame.Length; frame = new byte[Width * Height])
        {
            film.Add(frame);
        }

        return [.. film];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);
}
