using System.Security.Cryptography;
using System.Text.Json;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Models.Training;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Models.Tests.Bundles;

public class ModelRegistryTests : IDisposable
{
    private static readonly Change Change = new("test", "tried");

    private readonly RegistryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero));
    private readonly ModelRegistry _registry;

    public ModelRegistryTests() => _registry = new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsSavedScoresTheSameWhenLoaded()
    {
        string version = Serve();
        Bundle bundle = _registry.Load("cards");

        Assert.Equal(version, bundle.Version);
        Assert.Equal(TrainedOnce.Model.Threshold, bundle.Threshold);
        Assert.Equal(JsonSerializer.Serialize(TrainedOnce.Model.Settings), JsonSerializer.Serialize(bundle.Manifest.Model));
        using IScorer saved = TrainedOnce.Model.CreateScorer("v", 50, "cpu");
        using IScorer loaded = bundle.CreateScorer(50, "cpu");
        Assert.Equal(Scores(saved), Scores(loaded));
        Assert.Equal((version, "dense", "cpu"), (loaded.Version, loaded.Family, loaded.Device));
    }

    [Fact]
    public void VersionsSortByAgeWhateverTheClockDoes()
    {
        string first = _registry.Save("cards", TrainedOnce.Model);
        string second = _registry.Save("cards", TrainedOnce.Model);
        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromDays(1));
        string third = _registry.Save("cards", TrainedOnce.Model);
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromDays(2));
        string fourth = _registry.Save("cards", TrainedOnce.Model);

        Assert.StartsWith("20261121-071502-", first);
        Assert.StartsWith("20261121-071503-", second);
        Assert.StartsWith("20261121-071504-", third);
        Assert.StartsWith("20261122-071502-", fourth);
        Assert.Equal([first, second, third, fourth], _registry.List("cards").Select(info => info.Version));
    }

    [Fact]
    public void AVersionServesOnceItIsPromotedUntilAnotherIs()
    {
        string first = _registry.Save("cards", TrainedOnce.Model);
        string second = _registry.Save("cards", TrainedOnce.Model);
        Assert.Null(_registry.Read("cards", RegistryPointer.Current));
        _registry.Promote("cards", first, Change);
        Assert.Equal(first, _registry.Load("cards").Version);

        _registry.Promote("cards", second, Change);

        Assert.Equal(second, _registry.Load("cards").Version);
        Assert.Equal([second], _registry.List().Where(info => info.IsCurrent).Select(info => info.Version));
    }

    [Fact]
    public void EveryFileIsGuarded()
    {
        string version = Serve();
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(_folder.Path, "cards", version))];
        Assert.Equal(9, files.Length);
        foreach (string file in files)
        {
            byte[] content = File.ReadAllBytes(file);
            byte[] flipped = [.. content];
            flipped[content.Length / 2] ^= 1;
            Action[] damages =
            [
                () => File.WriteAllBytes(file, flipped),
                () => File.WriteAllBytes(file, content[..^1]),
                () => File.WriteAllBytes(file, []),
                () => File.WriteAllBytes(file, [.. content, 10]),
                () => File.Delete(file),
            ];
            foreach (Action damage in damages)
            {
                damage();
                BundleException error = Assert.Throws<BundleException>(() => _registry.Load("cards"));
                Assert.Contains(Path.GetFileName(file), error.Message);
                Assert.Contains(version, error.Message);
                File.WriteAllBytes(file, content);
            }
        }

        Assert.Equal(version, _registry.Load("cards").Version);
    }

    [Fact]
    public void GoldenScoresThatAreOffAreRefusedEvenWhereEveryHashIsRight()
    {
        TrainedModel model = TrainedOnce.Model;
        float[] scores = [.. model.Golden.Scores];
        scores[3] *= 1.01f;
        string version = _registry.Save("cards",
            new TrainedModel(model.Parts, model.Report, model.Golden with { Scores = scores }, model.Sample, model.SampleScores));

        BundleException error = Assert.Throws<BundleException>(() => _registry.Load("cards", version));

        Assert.Contains("golden row 3 scores", error.Message);
    }

    [Fact]
    public void ABundleOfAnotherFormatSaysWhatToDo()
    {
        byte[] manifest = """{ "format": 1, "whatever": true }"""u8.ToArray();
        string version = $"20260101-000000-{Convert.ToHexStringLower(SHA256.HashData(manifest))[..8]}";
        Directory.CreateDirectory(Path.Combine(_folder.Path, "cards", version));
        File.WriteAllBytes(_folder.File("cards", version, "manifest.json"), manifest);

        string error = Assert.Throws<BundleException>(() => _registry.Load("cards", version)).Message;

        Assert.Contains("has format 1; this program reads 2", error);
        Assert.Contains("Train the stream again", error);
    }

    [Fact]
    public void WeightsOfAnotherShapeAreRefused()
    {
        TrainedModel model = TrainedOnce.Model;
        ModelParts wider = model.Parts with { Settings = model.Settings with { Widths = [11, 5, 2] } };
        string version = _registry.Save("cards", new TrainedModel(wider, model.Report, model.Golden, model.Sample, model.SampleScores));

        BundleException error = Assert.Throws<BundleException>(() => _registry.Load("cards", version));

        Assert.Contains("encoder.0.weight is F32 [10, 5], but the model needs F32 [11, 5]", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20261121-0715")]
    [InlineData("../../etc")]
    public void ADamagedCurrentSaysSo(string content)
    {
        Serve();
        File.WriteAllText(Path.Combine(_folder.Path, "cards", "current"), content);

        BundleException error = Assert.Throws<BundleException>(() => _registry.Load("cards"));

        Assert.Contains("current is damaged", error.Message);
        Assert.Contains("models promote", error.Message);
        Assert.Null(_registry.List("cards").Single().Error);
    }

    [Fact]
    public void ACurrentCutAnywhereIsNeverAnotherVersion()
    {
        string version = Serve();
        string file = Path.Combine(_folder.Path, "cards", "current");
        string whole = File.ReadAllText(file);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllText(file, whole[..length]);
            Assert.Throws<BundleException>(() => _registry.Load("cards"));
        }

        _registry.Promote("cards", version, Change);
        Assert.Equal(version, _registry.Load("cards").Version);
    }

    [Fact]
    public void LeftoversOfASaveThatDiedAreClearedByTheNext()
    {
        string leftover = Path.Combine(_folder.Path, "cards", ".new-20260101-000000-00000000");
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, "weights.safetensors"), "half");
        Assert.Empty(_registry.List("cards"));

        string version = _registry.Save("cards", TrainedOnce.Model);

        Assert.False(Directory.Exists(leftover));
        Assert.Equal(["." + "lock", version], Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "cards"))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../cards")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("cards\n")]
    public void NamesThatLeadElsewhereAreRefused(string name)
    {
        Assert.Throws<BundleException>(() => _registry.Save(name, TrainedOnce.Model));
        Assert.Throws<BundleException>(() => _registry.Load(name));
        Assert.Throws<BundleException>(() => _registry.Load("cards", name));
        Assert.Throws<BundleException>(() => _registry.Read(name, RegistryPointer.Current));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        Assert.Contains("detector train --stream cards", Assert.Throws<BundleException>(() => _registry.Load("cards")).Message);
        Assert.Contains("no version 20260101-000000-00000000",
            Assert.Throws<BundleException>(() => _registry.Load("cards", "20260101-000000-00000000")).Message);
        Assert.Throws<BundleException>(() => _registry.Promote("cards", "20260101-000000-00000000", Change));
        Assert.Empty(_registry.List());
    }

    [Fact]
    public void AFolderThatCannotBeOneIsNamed()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "not a folder");

        BundleException error = Assert.Throws<BundleException>(() =>
            new ModelRegistry(Path.Combine(file, "models"), _time).Save("cards", TrainedOnce.Model));

        Assert.Contains("cannot be saved in " + Path.Combine(file, "models"), error.Message);
    }

    [Fact]
    public void ADamagedVersionIsNotPromoted()
    {
        string first = Serve();
        string second = _registry.Save("cards", TrainedOnce.Model);
        File.AppendAllText(_folder.File("cards", second, "weights.safetensors"), "x");

        Assert.Throws<BundleException>(() => _registry.Promote("cards", second, Change));

        Assert.Equal(first, _registry.Load("cards").Version);
    }

    [Theory]
    [InlineData("20261399-996199-1f0c9a3b")]
    [InlineData("00000000-000000-00000000")]
    [InlineData("99991231-235959-1f0c9a3b")]
    [InlineData("20261121-071502-1F0C9A3B")]
    [InlineData("copy of 20261121-071502-1f0c9a3b")]
    public void AFolderThatIsNoVersionIsLeftOutAndNamedAndInNobodysWay(string name)
    {
        string stray = Path.Combine(_folder.Path, "cards", name);
        Directory.CreateDirectory(stray);
        Directory.CreateDirectory(_registry.StateFolder("cards")); // which is no stray

        string version = Serve();

        Assert.Equal([version], _registry.List().Select(info => info.Version));
        Assert.Equal([stray], _registry.Strays());
        Assert.True(Directory.Exists(stray));
        Assert.Throws<BundleException>(() => _registry.Load("cards", name));
    }

    [Fact]
    public async Task AReaderSeesOneVersionOrTheOtherWhileManyPromote()
    {
        string[] versions = [Serve(), _registry.Save("cards", TrainedOnce.Model)];
        var seen = new HashSet<string>();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                seen.Add(File.ReadAllText(Path.Combine(_folder.Path, "cards", "current")));
            }
        });

        Parallel.For(0, 16, i => new ModelRegistry(_folder.Path, _time).Promote("cards", versions[i % 2], Change));
        done.Cancel();
        await reader;

        Assert.All(seen, content => Assert.Contains(content.TrimEnd(), versions));
        Assert.Contains(_registry.Load("cards").Version, versions);
    }

    [Fact]
    public void SavesAtTheSameTimeAllArrive()
    {
        string[] versions = new string[6];
        Parallel.For(0, versions.Length, i => versions[i] = new ModelRegistry(_folder.Path, _time).Save("cards", TrainedOnce.Model));

        Assert.Equal(6, versions.Distinct().Count());
        Assert.Equal(versions.Order(StringComparer.Ordinal), _registry.List("cards").Select(info => info.Version));
    }

    private string Serve()
    {
        string version = _registry.Save("cards", TrainedOnce.Model);
        _registry.Promote("cards", version, Change);
        return version;
    }

    private static float[] Scores(IScorer scorer)
    {
        var scores = new BatchScores(50);
        scorer.Score(Sample.Batch(Sample.Rows(50, 5, seed: 77), 0, 50), scores);
        return scores.Score;
    }
}
