using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Scoring;
using Detector.Models.Storage;
using Detector.Models.Training;

namespace Detector.Models.Tests.Bundles;

/// <summary>
/// Whatever a bundle's files say, with every hash right: it is a <see cref="BundleException"/> that names a file, or the model scores the
/// same. No other exception, no wait, and no memory beyond what is there. There are some 7,000 lies; with DETECTOR_LIES set all are told,
/// else every third, as a minute of two cores is much.
/// </summary>
public sealed class BundleLieTests : IDisposable
{
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);
    private static readonly int Step = Environment.GetEnvironmentVariable("DETECTOR_LIES") is null ? 3 : 1;
    private static readonly Lazy<TrainedModel> Rich = new(TrainRich);

    private readonly RegistryFolder _folder = new();
    private readonly ModelRegistry _registry;

    public BundleLieTests() => _registry = new(_folder.Path, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("scaler.json")]
    [InlineData("calibration.json")]
    [InlineData("threshold.json")]
    public void NoLieInAJsonFileIsWorseThanARefusal(string file) => Try(Rich.Value, file, JsonLies.Of);

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("scaler.json")]
    [InlineData("threshold.json")]
    public void NoBitThatTurnsInAJsonFileIs(string file) => Try(TrainedOnce.Model, file, Turned);

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("calibration.safetensors")]
    [InlineData("golden.safetensors")]
    [InlineData("scores.safetensors")]
    public void NoLieInABinaryFileIs(string file) => Try(TrainedOnce.Model, file, TensorLies.Of);

    [Theory]
    [InlineData("[65536,65536]")]
    [InlineData("[65536,65536,2]")]
    [InlineData("[65536]")]
    [InlineData("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,65536,65536]")]
    public void WidthsThatTheWeightsDoNotHaveAreRefusedBeforeAModelIsMadeOfThem(string widths) =>
        Assert.Contains("too few for the model", RefusalOf(model => model["widths"] = JsonNode.Parse(widths)));

    [Theory]
    [InlineData("[1000000,1000000]")]
    [InlineData("[2147483647]")]
    public void WidthsThatNoModelHasAreRefused(string widths) =>
        Assert.Contains("must be between 1 and 65536", RefusalOf(model => model["widths"] = JsonNode.Parse(widths)));

    [Theory]
    [InlineData("som", "som")]
    [InlineData("dense", "memory")]
    [InlineData("dense", "adversarial")]
    public void NorDoOtherSettingsMakeALargeModel(string family, string setting) => RefusalOf(model =>
    {
        model["family"] = family;
        model["variant"] = setting == "som" ? "Plain" : char.ToUpperInvariant(setting[0]) + setting[1..];
        model["som"]!["rows"] = 256;
        model["som"]!["columns"] = 256;
        model["memory"]!["slots"] = 65536;
        model["adversarial"]!["width"] = 4096;
    });

    [Fact]
    public void AFileThatIsLargerThanAFileMayBeIsRefusedUnread()
    {
        string version = _registry.Save("s", TrainedOnce.Model);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "s", version)).ToArray())
        {
            byte[] content = File.ReadAllBytes(file);
            using (FileStream sparse = File.OpenWrite(file))
            {
                sparse.SetLength((1L << 31) + 1);
            }

            Assert.Contains(Path.GetFileName(file), Refusal(version));
            File.WriteAllBytes(file, content);
        }

        _registry.Load("s", version);
    }

    [Fact]
    public void APipeInPlaceOfAFileIsNotWaitedFor()
    {
        string version = _registry.Save("s", TrainedOnce.Model);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "s", version)).ToArray())
        {
            byte[] content = File.ReadAllBytes(file);
            File.Delete(file);
            Process.Start("mkfifo", file).WaitForExit();

            Assert.Contains("no plain file", Refusal(version));
            File.Delete(file);
            Directory.CreateDirectory(file);
            Assert.Contains(Path.GetFileName(file), Refusal(version));
            Directory.Delete(file);
            File.WriteAllBytes(file, content);
        }
    }

    [Fact]
    public void ACodeOfAnotherWidthThanTheModelsIsRefused()
    {
        TrainedModel model = TrainedOnce.Model;
        ModelMember member = model.Parts.Members[0];
        ScoreCalibration other = member.Calibration with { Codes = new Whitening { Mean = new float[3], Map = new float[9] } };
        string version = _registry.Save("s", Changed(model, member with { Calibration = other }));

        Assert.Contains("codes of 3 numbers are measured, but the model's have 2", Refusal(version));
    }

    [Fact]
    public void NeighboursThatAreNoneAreRefused()
    {
        TrainedModel model = TrainedOnce.Model;
        ModelMember member = model.Parts.Members[0];
        Neighbours neighbours = member.Calibration.Neighbours!;
        foreach (Neighbours wrong in new[] { neighbours with { Rows = [] }, neighbours with { Width = 1 } })
        {
            string version = _registry.Save(
                "s", Changed(model, member with { Calibration = member.Calibration with { Neighbours = wrong } }));
            Assert.Contains("calibration.safetensors: neighbours ", Refusal(version));
        }
    }

    [Fact]
    public void WindowsThatAreNoneAreRefused()
    {
        var random = new Random(1);
        var rows = new RowSet(2);
        for (int i = 0; i < 200; i++)
        {
            rows.Add([random.NextDouble(), random.NextDouble()]);
        }

        TrainedModel model = new Trainer(Sample.Schema(2), Sample.Fast, new(), TimeProvider.System)
            .Train(SampleSet.Sequences(rows, 4, [0]), null, CancellationToken.None);
        ModelMember member = model.Parts.Members[0];
        WindowCalibration windows = member.Calibration.Windows!;
        (WindowCalibration Wrong, string Why)[] lies =
        [
            (windows with { Mean = [], Maps = [] }, "windows.mean has 0 numbers"),
            (windows with { Mean = [0, 0, 0], Maps = [new float[9]] }, "windows.mean has 3 numbers, which do not make samples of 8"),
            (windows with { Maps = [] }, "the array windows.maps.0 is missing"),
            (windows with { Maps = [new float[2 * 3]] }, "windows.maps.0 is of windows of 3 numbers"),
            (windows with { Maps = [new float[2 * 10]] }, "windows.maps.0 is of windows of 10 numbers; a sample has 8, 2 a row"),
        ];
        foreach ((WindowCalibration wrong, string why) in lies)
        {
            string version = _registry.Save(
                "s", Changed(model, member with { Calibration = member.Calibration with { Windows = wrong } }));
            Assert.Contains(why, Refusal(version));
        }
    }

    [Fact]
    public void AMeasureThatTheModelDoesNotHaveIsRefused()
    {
        TrainedModel model = TrainedOnce.Model;
        ModelMember member = model.Parts.Members[0];
        string version = _registry.Save("s", Changed(model, member with { Calibration = member.Calibration with { TakesOwn = true } }));

        Assert.Contains("takesOwn is true, but the model has no measure of its own", Refusal(version));
    }

    private static TrainedModel Changed(TrainedModel model, ModelMember member) =>
        new(model.Parts with { Members = [member] }, model.Report, model.Golden, model.Sample, model.SampleScores);

    private static IEnumerable<(string Lie, byte[] Content)> Turned(byte[] content)
    {
        var random = new Random(7);
        for (int i = 0; i < 150; i++)
        {
            byte[] other = [.. content];
            int place = random.Next(content.Length);
            other[place] ^= (byte)(1 << random.Next(8));
            yield return ($"a bit of byte {place} turned", other);
        }
    }

    // Fields of every kind, an ensemble, conditions: what a manifest may hold.
    private static TrainedModel TrainRich()
    {
        var schema = new Schema(new()
        {
            Key = "id",
            Fields =
            [
                new() { Name = "a", Log1p = true, Missing = MissingPolicy.Mean },
                new() { Name = "b", Kind = FieldKind.Categorical },
                new() { Name = "c", Kind = FieldKind.Categorical, Encoding = CategoryEncoding.Hashing, HashBuckets = 4 },
                new() { Name = "d", Kind = FieldKind.Boolean },
                new() { Name = "e", Kind = FieldKind.TimeOfDay, Path = "at" },
            ],
        });
        var rows = new RowSet(schema.FieldCount);
        var random = new Random(4);
        for (int i = 0; i < 200; i++)
        {
            byte[] text = i % 3 == 0 ? "x"u8.ToArray() : "y"u8.ToArray();
            double token = CategoryToken.Of(text);
            rows.CategoryNames.Learn(token, text);
            rows.Add([random.NextDouble(), token, token, i % 2, 60 * i]);
        }

        var settings = Sample.Fast with
        {
            MaxSteps = 20,
            Family = "ensemble",
            Widths = [],
            Ensemble = new() { Seeds = 1, Families = ["dense:Variational", "dense"] },
        };
        return new Trainer(schema, settings, new(), TimeProvider.System).Train(SampleSet.Vectors(rows), null, CancellationToken.None);
    }

    private void Try(TrainedModel model, string file, Func<byte[], IEnumerable<(string Lie, byte[] Content)>> lies)
    {
        string saved = _registry.Save("s", model);
        float[] scores = Score(_registry.Open("s", saved), model);
        var bundle = new LyingBundle(Path.Combine(_folder.Path, "s", saved));
        var wrong = new List<string>();
        int taken = 0;
        int tried = 0;
        foreach ((string lie, byte[] content) in lies(bundle.Files[file]).Where((_, i) => i % Step == 0))
        {
            string version = bundle.With(file, content);
            long start = Stopwatch.GetTimestamp();
            long before = GC.GetAllocatedBytesForCurrentThread();
            tried++;
            try
            {
                Bundle read = _registry.Open("s", version);
                float[] now = Score(read, model);
                read.ReadScores();
                taken++;
                if (!scores.Zip(now).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * Math.Max(1, Math.Abs(pair.First))))
                {
                    wrong.Add($"{lie}: scores otherwise");
                }
            }
            catch (BundleException e) when (bundle.Files.Keys.Any(name => e.Message.Contains($"{name}:")))
            {
                if (e.Message.Contains("no model can be made"))
                {
                    wrong.Add($"{lie}: not foreseen: {e.Message}");
                }
            }
            catch (Exception e)
            {
                wrong.Add($"{lie}: {e.GetType().Name} {e.Message}");
            }

            if (GC.GetAllocatedBytesForCurrentThread() - before > MostBytes || Stopwatch.GetElapsedTime(start) > MostTime)
            {
                wrong.Add($"{lie}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes, {Stopwatch.GetElapsedTime(start)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong.Take(60))}");
        Assert.InRange(taken, 0, tried - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {tried} lies, {taken} of no account");
    }

    private string RefusalOf(Action<JsonNode> change)
    {
        string saved = _registry.Save("s", TrainedOnce.Model);
        var bundle = new LyingBundle(Path.Combine(_folder.Path, "s", saved));
        JsonNode manifest = JsonNode.Parse(bundle.Files["manifest.json"])!;
        change(manifest["model"]!);
        manifest["family"] = manifest["model"]!["family"]!.DeepClone();
        return Refusal(bundle.With("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString())));
    }

    private string Refusal(string version)
    {
        long start = Stopwatch.GetTimestamp();
        string message = Assert.Throws<BundleException>(() => _registry.Load("s", version)).Message;
        Assert.True(Stopwatch.GetElapsedTime(start) < MostTime);
        return message;
    }

    private static float[] Score(Bundle bundle, TrainedModel model)
    {
        using var scorer = (ModelScorer)bundle.CreateScorer(64, "cpu");
        var scores = new BatchScores(64);
        scorer.Score(model.Golden.Rows.SelectMany(row => row).ToArray(), model.Golden.Rows.Length, scores);
        return scores.Score[..model.Golden.Rows.Length];
    }
}
