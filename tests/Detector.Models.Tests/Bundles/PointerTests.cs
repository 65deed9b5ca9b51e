using Detector.Models.Bundles;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Models.Tests.Bundles;

/// <summary>What a stream's folder names, and the history of it.</summary>
public sealed class PointerTests : IDisposable
{
    private readonly RegistryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero));
    private readonly ModelRegistry _registry;

    public PointerTests() => _registry = new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SavingMovesNothing()
    {
        Save();

        Assert.All(Enum.GetValues<RegistryPointer>(), pointer => Assert.Null(_registry.Read("s", pointer)));
        Assert.Empty(_registry.History("s").Moves);
    }

    [Fact]
    public void WhatServedIsThePreviousOneAndAChallengerThatServesIsNoneAnyMore()
    {
        (string first, string second) = (Save(), Save());
        _registry.Promote("s", first, new("ada", "first"));
        _registry.Challenge("s", second, new("cron", "trained at night"));
        Assert.Equal([RegistryPointer.Challenger], _registry.List("s")[1].Pointers);

        _time.Advance(TimeSpan.FromHours(1));
        _registry.Promote("s", second, new("bob", "better"));

        Assert.Equal((second, first, null),
            (Read(RegistryPointer.Current), Read(RegistryPointer.Previous), Read(RegistryPointer.Challenger)));
        DateTimeOffset start = new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero);
        Assert.Equal(
            [
                new(start, RegistryPointer.Current, null, first, "ada", "first"),
                new(start, RegistryPointer.Challenger, null, second, "cron", "trained at night"),
                new(start.AddHours(1), RegistryPointer.Previous, null, first, "bob", "better"),
                new(start.AddHours(1), RegistryPointer.Current, first, second, "bob", "better"),
                new(start.AddHours(1), RegistryPointer.Challenger, second, null, "bob", "better"),
            ],
            _registry.History("s").Moves);
    }

    [Fact]
    public void APromotionThatExpectsAnotherModelChangesNothing()
    {
        (string first, string second) = (Save(), Save());
        Assert.False(_registry.TryPromote("s", second, first, Change("too early")));
        Assert.True(_registry.TryPromote("s", first, null, Change("none serves")));
        Assert.False(_registry.TryPromote("s", second, null, Change("thinks that none serves")));
        Assert.True(_registry.TryPromote("s", second, first, Change("knows")));

        Assert.Equal(second, Read(RegistryPointer.Current));
        Assert.Equal(["none serves", "knows"], _registry.History("s").Moves.Where(move => move.Pointer == RegistryPointer.Current)
            .Select(move => move.Why));
    }

    [Fact]
    public void OfManyPromotionsThatExpectTheSameOneSucceeds()
    {
        string first = Save();
        string[] others = [.. Enumerable.Range(0, 8).Select(_ => Save())];
        _registry.Promote("s", first, Change("start"));

        int done = others.AsParallel().WithDegreeOfParallelism(8)
            .Count(version => new ModelRegistry(_folder.Path, _time).TryPromote("s", version, first, Change(version)));

        Assert.Equal(1, done);
        Assert.Equal(Read(RegistryPointer.Current), _registry.History("s").Moves[^1].Why);
    }

    [Fact]
    public void PromotingWhatServesIsNoMove()
    {
        string version = Save();
        _registry.Promote("s", version, Change("once"));
        _registry.Promote("s", version, Change("twice"));

        Assert.Equal(["once"], _registry.History("s").Moves.Select(move => move.Why));
        Assert.Null(Read(RegistryPointer.Previous));
    }

    [Fact]
    public void TheHistoryOutlastsALineThatWasCut()
    {
        (string first, string second) = (Save(), Save());
        _registry.Promote("s", first, Change("a\nline \"more\""));
        File.AppendAllText(Path.Combine(_folder.Path, "s", "history.jsonl"), "{\"when\":\"2026-");
        _registry.Promote("s", second, Change("after"));

        (IReadOnlyList<PointerMove> moves, IReadOnlyList<int> unreadable) = _registry.History("s");

        Assert.Equal(["a\nline \"more\"", "after", "after"], moves.Select(move => move.Why));
        Assert.Equal([2], unreadable);
    }

    [Fact]
    public void AMoveThatCannotBeMadeIsNotInTheHistory()
    {
        string version = Save();
        Directory.CreateDirectory(Path.Combine(_folder.Path, "s", "current.partial"));

        string error = Assert.Throws<BundleException>(() => _registry.Promote("s", version, Change("in vain"))).Message;

        Assert.Contains($"{version} of s cannot be promoted", error);
        Assert.Empty(_registry.History("s").Moves);
        Assert.Null(Read(RegistryPointer.Current));
    }

    [Fact]
    public void AMoveThatCannotBeNotedIsNotMade()
    {
        string version = Save();
        Directory.CreateDirectory(Path.Combine(_folder.Path, "s", "history.jsonl"));

        Assert.Throws<BundleException>(() => _registry.Promote("s", version, Change("in vain")));

        Assert.Null(Read(RegistryPointer.Current));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("pipe")]
    [InlineData("long")]
    [InlineData("zeros")]
    public void ACurrentThatIsNoFileOfOneLineIsDamagedAndAPromotionMendsIt(string what)
    {
        string version = Save();
        string file = Path.Combine(_folder.Path, "s", "current");
        switch (what)
        {
            case "folder": Directory.CreateDirectory(file); break;
            case "pipe": System.Diagnostics.Process.Start("mkfifo", file).WaitForExit(); break;
            case "long": File.WriteAllText(file, version + "\n" + new string('x', 100_000)); break;
            default: File.WriteAllBytes(file, new byte[25]); break;
        }

        string error = Assert.Throws<BundleException>(() => Read(RegistryPointer.Current)).Message;

        Assert.Contains("current is damaged", error);
        Assert.Contains("\"detector models promote\" names one", error);
        if (what != "folder")
        {
            _registry.Promote("s", version, Change("mended"));
            Assert.Equal(version, Read(RegistryPointer.Current));
        }
    }

    private static Change Change(string why) => new("test", why);

    private string Save() => _registry.Save("s", TrainedOnce.Model);

    private string? Read(RegistryPointer pointer) => _registry.Read("s", pointer);
}
