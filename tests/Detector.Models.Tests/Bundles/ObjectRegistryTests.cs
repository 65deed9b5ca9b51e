using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Models.Tests.Objects;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Models.Tests.Bundles;

/// <summary>A registry in an object store, seen from two machines, over the protocol.</summary>
public sealed class ObjectRegistryTests : IDisposable
{
    private static readonly Change Why = Change.Of("test", "as asked");
    private readonly string _directory = Directory.CreateTempSubdirectory("detector-objects-").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly S3Server _server = new();
    private readonly ModelRegistry _here;
    private readonly ModelRegistry _there;

    public ObjectRegistryTests()
    {
        // For the SDK's usual chain; no other test looks at them.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        (_here, _there) = (Registry("here"), Registry("there"));
    }

    [Fact]
    public void WhatOneMachineSavesAndPromotesAnotherServesFromItsOwnCopy()
    {
        string version = Save();
        Assert.Null(_there.Read("s", RegistryPointer.Current));
        _here.Promote("s", version, Why);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(version, _there.Read("s", RegistryPointer.Current));
        Assert.Equal(version, _there.Load("s").Version);
        Assert.Equal([version], _there.List().Select(one => one.Version));

        // A version never changes: it is not asked for again, not even by another process.
        int asked = _server.Requests.Count;
        Assert.Equal(version, Registry("there").Load("s", version).Version);
        Assert.Equal(asked, _server.Requests.Count);
        Assert.Equal([(RegistryPointer.Current, version)], _there.History("s").Moves.Select(move => (move.Pointer, move.To!)));
    }

    [Fact]
    public void PointersAreAskedForAtMostTwiceASecondAndComeWithoutContentWhereNothingMoved()
    {
        _here.Promote("s", Save(), Why);
        _time.Advance(TimeSpan.FromSeconds(1));
        _there.Read("s", RegistryPointer.Current);
        int asked = _server.Requests.Count;
        foreach (RegistryPointer pointer in Enum.GetValues<RegistryPointer>())
        {
            _there.Read("s", pointer);
        }

        Assert.Equal(asked, _server.Requests.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(_there.Read("s", RegistryPointer.Current));
        Assert.Equal(asked + 1, _server.Requests.Count);
    }

    [Fact]
    public async Task OfManyThatPromoteAtOnceOneDoes()
    {
        string first = Save();
        _here.Promote("s", first, Why);
        string[] versions = [.. Enumerable.Range(0, 4).Select(_ => Save())];
        bool[] done = await Task.WhenAll(versions.Select((version, i) => Task.Run(
            () => Registry($"racer{i}").TryPromote("s", version, first, Why), TestContext.Current.CancellationToken)));
        string serves = Registry("last").Read("s", RegistryPointer.Current)!;
        Assert.Equal([serves], versions.Where((_, i) => done[i]));
        PointerMove[] moves = [.. _here.History("s").Moves.Where(move => move.Pointer == RegistryPointer.Current)];
        Assert.Equal([(null, first), (first, serves)], moves.Select(move => (move.From, move.To)));
        Assert.Equal(first, Registry("last").Read("s", RegistryPointer.Previous));
    }

    [Fact]
    public void WhoIsQuickerIsNotUndone()
    {
        (string first, string quick, string slow) = (Save(), Save(), Save());
        _here.Promote("s", first, Why);
        bool isQuickerDone = false;
        _server.Before = request =>
        {
            if (request == "PUT prod/s/pointers.json")
            {
                _server.Before = null;
                isQuickerDone = _there.TryPromote("s", quick, first, Why);
            }
        };
        Assert.False(_here.TryPromote("s", slow, first, Why));
        Assert.True(isQuickerDone);
        Assert.Equal(quick, Registry("last").Read("s", RegistryPointer.Current));
        Assert.Equal([first, first, quick], _there.History("s").Moves.Select(move => move.To));
    }

    [Fact]
    public void AMoveWhoseAnswerIsLostIsMadeOnce()
    {
        string version = Save();
        _server.Fail("PUT prod/s/pointers.json", 500, "InternalError", isDone: true);
        Assert.True(_here.TryPromote("s", version, null, Why));
        Assert.Equal(version, _there.Read("s", RegistryPointer.Current));
        Assert.Single(_there.History("s").Moves);
    }

    [Fact]
    public void AMoveWhoseEntryIsNotWrittenIsInTheHistoryAllTheSame()
    {
        (string first, string second) = (Save(), Save());
        _server.Fail("PUT prod/s/history/0000000001.json", 503, "SlowDown", times: 2);
        _here.Promote("s", first, Why);
        Assert.DoesNotContain(_server.Keys, key => key.Contains("history", StringComparison.Ordinal));
        Assert.Equal([first], _there.History("s").Moves.Select(move => move.To));

        _there.Promote("s", second, Why);
        Assert.Equal(2, _server.Keys.Count(key => key.Contains("history", StringComparison.Ordinal)));
        Assert.Equal([first, first, second], Registry("last").History("s").Moves.Select(move => move.To));
    }

    [Theory, InlineData("[null]"), InlineData("null"), InlineData("[{}]"), InlineData("")]
    public void AnEntryThatIsNoneIsNamed(string content)
    {
        string version = Save();
        _here.Promote("s", version, Why);
        _server.Put("prod/s/history/0000000001.json", System.Text.Encoding.UTF8.GetBytes(content));
        (IReadOnlyList<PointerMove> moves, IReadOnlyList<int> unreadable) = Registry("other").History("s");
        Assert.Empty(moves);
        Assert.Equal([1], unreadable);
        Assert.Equal(version, _there.Read("s", RegistryPointer.Current));
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "there is no bucket models")]
    [InlineData(403, "AccessDenied", "access is denied (AccessDenied)")]
    [InlineData(403, "SignatureDoesNotMatch", "AWS_ACCESS_KEY_ID")]
    [InlineData(403, "RequestTimeTooSkewed", "this machine's clock")]
    [InlineData(503, "SlowDown", "the store cannot answer now (503 SlowDown)")]
    public void WhateverFailsIsOneClearErrorAndTheLastGoodOneServes(int status, string code, string words)
    {
        string version = Save();
        _here.Promote("s", version, Why);
        _time.Advance(TimeSpan.FromSeconds(1));
        _server.Fail("", status, code, times: 100);
        string place = "s3://models/prod/s/";
        foreach (Action act in (Action[])
            [() => _here.Read("s", RegistryPointer.Current), () => _here.CheckWritable("s"), () => _here.List("s")])
        {
            string message = Assert.Throws<BundleException>(act).Message;
            Assert.Contains(words, message, StringComparison.Ordinal);
            Assert.Contains(place, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }

        Assert.Equal(version, _here.Open("s", version).Version); // from this machine's own copy
        _server.Heal();
        Assert.Equal(version, _here.Read("s", RegistryPointer.Current));
    }

    [Fact]
    public void AStoreThatTakesNoNoticeOfConditionsIsRefusedBeforeATraining()
    {
        _here.CheckWritable("s");
        _server.IsCareless = true;
        Assert.Contains("If-None-Match", Assert.Throws<BundleException>(() => _here.CheckWritable("s")).Message, StringComparison.Ordinal);
        Assert.Empty(_server.Keys);
    }

    [Fact]
    public void WhereNobodyAnswersItSaysSo()
    {
        _server.Dispose();
        string message = Assert.Throws<BundleException>(() => _here.CheckWritable("s")).Message;
        Assert.Contains("it cannot be reached", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsHalfUploadedIsNoVersionAndGoesAfterADay()
    {
        string version = Save();
        _server.Take($"prod/s/{version}/manifest.json");
        Assert.Empty(_here.List("s"));
        Assert.Throws<BundleException>(() => _there.Open("s", version));
        _here.CheckWritable("s");
        Assert.Contains(_server.Keys, key => key.Contains(version, StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromDays(2));
        _here.CheckWritable("s");
        Assert.DoesNotContain(_server.Keys, key => key.Contains(version, StringComparison.Ordinal));
    }

    [Fact]
    public void AnObjectThatIsMissingOrChangedIsNamedAndOneThatComesLaterIsTaken()
    {
        string version = Save();
        string key = $"prod/s/{version}/weights.safetensors";
        byte[] weights = _server.Take(key);
        Assert.Contains($"{key[5..]} is not there", Assert.Throws<BundleException>(() => _there.Open("s", version)).Message,
            StringComparison.Ordinal);
        _server.Put(key, [.. weights[..^1], (byte)(weights[^1] ^ 1)]);
        Assert.Contains("weights.safetensors: its SHA-256", Assert.Throws<BundleException>(() => _there.Open("s", version)).Message,
            StringComparison.Ordinal);
        _server.Put(key, weights);
        Assert.Equal(version, _there.Load("s", version).Version);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_directory, "there", "s"), ".new-*"));
    }

    [Fact]
    public void ACopyThatHasGoneBadIsFetchedAgain()
    {
        string version = Save();
        string copy = Path.Combine(_directory, "there", "s", version);
        _there.Load("s", version);
        File.WriteAllText(Path.Combine(copy, "scaler.json"), "{}");
        File.WriteAllText(Path.Combine(_directory, "there", "s", "manifests", version, "manifest.json"), "{}");
        Assert.Equal(version, _there.Load("s", version).Version);
    }

    [Fact]
    public void ThresholdsNotesAndWhatIsRemovedAreEverybodys()
    {
        (string first, string second) = (Save(), Save());
        _here.Promote("s", first, Why);
        _here.Annotate("s", second, "verdict.json", "{}"u8.ToArray());
        Assert.Equal("{}"u8.ToArray(), _there.ReadAnnotation("s", second, "verdict.json"));
        Assert.Null(_there.ReadAnnotation("s", first, "verdict.json"));
        _here.Pin("s", first, Why);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_there.TryPromote("s", second, first, Why));
        _there.Challenge("s", second, Why);
        _there.Withdraw("s", second, Why);
        Assert.Equal(["pinned", "one of the last 1"], _there.Prune("s", 1).Select(one => one.Why));
        string third = Save();
        Assert.Equal([second], _there.Prune("s", 1).Where(one => one.Why is null).Select(one => one.Version));
        Assert.Equal([first, third], Registry("last").List("s").Select(one => one.Version));
    }

    [Fact]
    public void OneTrainsAtATimeAndWhoDiesGivesItBackInMinutes()
    {
        using (IDisposable held = _here.TakeLease("s", "first")!)
        {
            Assert.Null(_there.TakeLease("s", "second"));
            for (int minute = 0; minute < 10; minute++)
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                Assert.Null(_there.TakeLease("s", "second"));
            }
        }

        IDisposable dead = _there.TakeLease("s", "second")!;
        Assert.NotNull(_here.LastLease("s"));
        _server.Fail("PUT prod/s/retraining.json", 503, "SlowDown", times: 100);
        _time.Advance(TimeSpan.FromMinutes(4));
        _server.Heal();
        IDisposable? third = _here.TakeLease("s", "third");
        Assert.NotNull(third);

        // The one that was thought dead does not take it back.
        dead.Dispose();
        Assert.Null(Registry("last").TakeLease("s", "fourth"));
        third.Dispose();
    }

    [Theory]
    [InlineData("s3:///x", "is no bucket's name")]
    [InlineData("s3://b/p?endpoint=nowhere", "is no address")]
    [InlineData("s3://b/p?colour=red", "\"colour=red\" is none of endpoint=")]
    [InlineData("s3://b/p?pathStyle=maybe", "pathStyle is true or false")]
    public void AnAddressThatIsNoneSaysWhy(string location, string words)
    {
        Assert.Contains(words, Assert.Throws<BundleException>(() => new ModelRegistry(location, _time)).Message, StringComparison.Ordinal);
        Assert.Equal("s3://b/p", RegistryLocation.Shown("s3://b/p?endpoint=https://s3.example.org"));
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private ModelRegistry Registry(string machine) => new(_server.Location(Path.Combine(_directory, machine)), _time);

    private string Save() => _here.Save("s", TrainedOnce.Model);
}
