using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Models.Tests.Bundles;

/// <summary>What stays: by a pin, by a rollback, and when old versions are removed.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly Change Ada = new("ada", "asked for");

    private readonly RegistryFolder _folder = new();
    private readonly ModelRegistry _registry;

    public RetentionTests() => _registry = new(_folder.Path, new FakeTimeProvider(new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NoProgramReplacesWhatIsPinnedAndAPersonDoes()
    {
        (string first, string second) = (Save(), Save());
        _registry.Promote("s", first, Ada);
        _registry.Pin("s", first, Ada);

        Assert.Equal(first, _registry.Pinned("s"));
        Assert.False(_registry.TryPromote("s", second, first, Ada));
        Assert.True(_registry.TryPromote("s", first, first, Ada));
        _registry.Promote("s", second, Ada);

        Assert.Equal(second, _registry.Read("s", RegistryPointer.Current));
        Assert.Null(_registry.Read("s", RegistryPointer.Pinned));
        Assert.True(_registry.TryPromote("s", first, second, Ada));
    }

    [Fact]
    public void OnlyWhatServesIsPinnedAndAPinEnds()
    {
        (string first, string second) = (Save(), Save());
        _registry.Promote("s", first, Ada);

        Assert.Contains($"only what serves can be, which {first} does",
            Assert.Throws<BundleException>(() => _registry.Pin("s", second, Ada)).Message);
        _registry.Pin("s", first, Ada);
        _registry.Pin("s", null, Ada);
        Assert.Null(_registry.Pinned("s"));
        Assert.True(_registry.TryPromote("s", second, first, Ada));
    }

    // Whether it names what serves cannot be told: a program had better not.
    [Fact]
    public void APinThatCannotBeReadIsOneToAProgram()
    {
        (string first, string second) = (Save(), Save());
        _registry.Promote("s", first, Ada);
        File.WriteAllText(Path.Combine(_folder.Path, "s", "pinned"), "half a ver");

        Assert.Contains("detector models pin", Assert.Throws<BundleException>(() =>
            _registry.TryPromote("s", second, first, Ada)).Message);
        Assert.Equal(first, _registry.Read("s", RegistryPointer.Current));
        _registry.Pin("s", null, Ada);
        Assert.True(_registry.TryPromote("s", second, first, Ada));
    }

    [Fact]
    public void ARollbackGoesBackAndForth()
    {
        (string first, string second) = (Save(), Save());
        Assert.Contains("served before", Assert.Throws<BundleException>(() => _registry.RollBack("s", Ada)).Message);
        _registry.Promote("s", first, Ada);
        _registry.Promote("s", second, Ada);
        _registry.Pin("s", second, Ada);

        Assert.Equal(first, _registry.RollBack("s", Ada));
        Assert.Equal((first, second, null), (Read(RegistryPointer.Current), Read(RegistryPointer.Previous), Read(RegistryPointer.Pinned)));
        Assert.Equal(second, _registry.RollBack("s", Ada));
    }

    [Fact]
    public void WhatServesServedOrWantsToStaysAndSoDoTheLatest()
    {
        string[] versions = [.. Enumerable.Range(0, 8).Select(_ => Save())];
        foreach (int served in (int[])[0, 2, 3])
        {
            _registry.Promote("s", versions[served], Ada);
        }

        _registry.Challenge("s", versions[4], Ada);
        Damage(versions[6]);
        string?[] why = ["served", null, "served before", "serves", "challenger", "one of the last 2", null, "one of the last 2"];

        Assert.Equal(why, _registry.Retention("s", 2).Select(version => version.Why));
        Assert.Equal(8, _registry.List("s").Count);
        Assert.All(_registry.Retention("s", 2), version => Assert.Equal(
            new DirectoryInfo(Path.Combine(_folder.Path, "s", version.Version)).EnumerateFiles().Sum(file => file.Length), version.Bytes));

        Assert.Equal(why, _registry.Prune("s", 2).Select(version => version.Why));
        Assert.Equal(versions.Where((_, i) => why[i] is not null), _registry.List("s").Select(version => version.Version));
        Assert.Empty(_registry.Strays("s"));
        Assert.All(_registry.Prune("s", 2), version => Assert.NotNull(version.Why));
    }

    [Fact]
    public void ARemovalThatWasCutShortIsNoVersionAndGoesWithTheNextSave()
    {
        string first = Save();
        string half = Path.Combine(_folder.Path, "s", $".gone-{first}");
        Directory.Move(Path.Combine(_folder.Path, "s", first), half);

        Assert.Empty(_registry.List("s"));
        Assert.Empty(_registry.Strays("s"));
        Save();
        Assert.False(Directory.Exists(half));
    }

    [Theory]
    [InlineData("history.jsonl", "Line 3")]
    [InlineData("current", "current")]
    [InlineData("challenger", "challenger")]
    public void WhereItIsNotKnownWhatServedNothingIsRemoved(string file, string word)
    {
        string[] versions = [.. Enumerable.Range(0, 3).Select(_ => Save())];
        _registry.Promote("s", versions[0], Ada);
        _registry.Challenge("s", versions[1], Ada);
        File.AppendAllText(Path.Combine(_folder.Path, "s", file), "half a li\n");

        Assert.Contains(word, Assert.Throws<BundleException>(() => _registry.Prune("s", 1)).Message);
        Assert.Equal(3, _registry.List("s").Count);
    }

    private string Save() => _registry.Save("s", TrainedOnce.Model);

    private string? Read(RegistryPointer pointer) => _registry.Read("s", pointer);

    private void Damage(string version) => File.WriteAllText(Path.Combine(_folder.Path, "s", version, "manifest.json"), "{");
}
