using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Detector.Benchmarks.Line;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Frames;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;
using Detector.Models.Training;
using Detector.TestKit;
using SkiaSharp;

namespace Detector.Benchmarks.Frames;

/// <summary>From JPEG pictures on a real Kafka to scored frames and alerts, against decoding them alone, in turn on one machine.</summary>
internal static class FrameLineBenchmark
{
    public const string Usage = "frame-line [ROUNDS [FRAMES [WIDTH HEIGHT]]]";

    private const string Stream = "door";
    private const int Distinct = 200;
    private const int PictureWidth = 640;
    private const int PictureHeight = 480;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] numbers = [.. arguments.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture))];
        (int rounds, int count) = (numbers.Length > 0 ? numbers[0] : 3, numbers.Length > 1 ? numbers[1] : 6000);
        var frame = numbers.Length == 4
            ? new FrameSettings { Width = numbers[2], Height = numbers[3] } : new FrameSettings { Width = 64, Height = 48 };
        var schema = new Schema(new SchemaSettings { Format = MessageFormat.Image, Frame = frame });
        byte[][] pictures = [.. Enumerable.Range(0, Distinct).Select(Picture)];
        string directory = Directory.CreateTempSubdirectory("detector-bench-").FullName;
        try
        {
            Train(schema, pictures, directory);
            using RealKafka kafka = RealKafka.StartOrSkip();
            KafkaTopics.Create(kafka.BootstrapServers, Stream);
            KafkaTopics.Write(kafka.BootstrapServers, Stream, Enumerable.Range(0, count)
                .Select(i => new TestMessage { Value = pictures[i % Distinct], Partition = i % 4 }));
            Say($"{count:N0} JPEG pictures of {PictureWidth} x {PictureHeight} pixels, {pictures.Average(p => p.Length):N0} bytes,");
            Say($"to {frame.Width} x {frame.Height} {frame.Pixels}, on {Environment.ProcessorCount} processors");
            var ratios = new List<double>();
            for (int round = 1; round <= rounds; round++)
            {
                double alone = Decode(schema, pictures, count);
                double line = await LineAsync(kafka.BootstrapServers, directory, frame, count);
                ratios.Add(line / alone);
                Say($"round {round}: decoding alone, all processors {alone:N0}/s, daemon {line:N0}/s, ratio {line / alone:0.00}");
            }

            Say($"ratio, median {ratios.Order().ElementAt(rounds / 2):0.00}");
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Train(Schema schema, byte[][] pictures, string directory)
    {
        var rows = new RowSet(schema.FieldCount);
        IMessageDecoder decoder = StreamDecoder.Create(schema);
        double[] row = new double[schema.FieldCount];
        foreach (byte[] picture in pictures)
        {
            decoder.Decode(picture, row);
            rows.Add(row);
        }

        // How long it learns does not change how long it scores.
        var settings = new ModelSettings { MaxSteps = 50 };
        var trainer = new Trainer(schema, settings, new ThresholdSettings { Target = 0.01 }, TimeProvider.System);
        TrainedModel model = trainer.Train(SampleSet.Of(rows, schema.Layout), null, CancellationToken.None);
        var registry = new ModelRegistry(Path.Combine(directory, "models"), TimeProvider.System);
        registry.Promote(Stream, registry.Save(Stream, model), Change.Of("benchmark", "measured"));
    }

    private static double Decode(Schema schema, byte[][] pictures, int count)
    {
        int next = 0;
        var clock = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            IMessageDecoder decoder = StreamDecoder.Create(schema);
            byte[] row = new byte[schema.FieldCount];
            for (int i; (i = Interlocked.Increment(ref next)) <= count;)
            {
                decoder.Decode(pictures[i % Distinct], new RowSpan(row));
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    // The first quarter warms the code up.
    private static async Task<double> LineAsync(string bootstrap, string directory, FrameSettings frame, int count)
    {
        var stream = new JsonObject
        {
            ["Source"] = new JsonObject
            {
                ["Bootstrap"] = bootstrap, ["Topics"] = new JsonArray(Stream), ["Group"] = $"group-{Guid.NewGuid()}",
            },
            ["Schema"] = new JsonObject
            {
                ["Format"] = "Image", ["Frame"] = new JsonObject { ["Width"] = frame.Width, ["Height"] = frame.Height },
            },
            ["Alerts"] = new JsonObject { ["Topic"] = $"{Stream}-alerts" },
        };
        string file = Path.Combine(directory, $"{Guid.NewGuid()}.json");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["Detector"] = new JsonObject { ["Streams"] = new JsonObject { [Stream] = stream } },
        }.ToJsonString());
        using var daemon = new Daemon(directory, file);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();
        (double scored, double at) = await ReachAsync(count / 4);
        (double scoredAtEnd, double end) = await ReachAsync(count);
        return (scoredAtEnd - scored) / (end - at);

        async Task<(double Count, double At)> ReachAsync(int target)
        {
            double now;
            while ((now = await daemon.ReadAsync("detector_events_scored_total")) < target)
            {
                await look.WaitForNextTickAsync();
            }

            return (now, clock.Elapsed.TotalSeconds);
        }
    }

    // A room with noise, as cameras have, and somebody in it.
    private static unsafe byte[] Picture(int number)
    {
        var random = new Random(number);
        byte[] pixels = new byte[4 * PictureWidth * PictureHeight];
        int walker = 3 * number;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            (int y, int x) = Math.DivRem(i / 4, PictureWidth);
            bool isWalker = x > walker && x < walker + 40 && y is > 240 and < 400;
            int level = isWalker ? 60 : 90 + (x / 8 % 3 * 20) + (y / 5) + random.Next(-6, 7);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)level, (byte)(level * 0.95), (byte)(level * 0.8));
        }

        fixed (byte* bytes = pixels)
        {
            using var pixmap = new SKPixmap(new SKImageInfo(PictureWidth, PictureHeight, SKColorType.Rgb888x), (nint)bytes);
            using SKData? jpeg = pixmap.Encode(SKEncodedImageFormat.Jpeg, 80);
            return jpeg!.ToArray();
        }
    }

    private static void Say(string line) => Console.WriteLine(line);
}
