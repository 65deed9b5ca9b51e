using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Models.Training;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Models.Tests.Bundles;

/// <summary>Thresholds that are set after training.</summary>
public sealed class StoredThresholdTests : IDisposable
{
    private static readonly Change Change = new("ada@host", "too many alerts");

    private readonly RegistryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero));
    private readonly ModelRegistry _registry;

    public StoredThresholdTests() => _registry = new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ThresholdMethod.Quantile, 0.001, true)]
    [InlineData(ThresholdMethod.Quantile, 0.2, true)]
    [InlineData(ThresholdMethod.MeanSigma, 0.05, true)]
    [InlineData(ThresholdMethod.MedianMad, 0.05, true)]
    [InlineData(ThresholdMethod.Quantile, 0.05, false)]
    public void AThresholdOfTheKeptScoresIsTheOneThatTrainingWouldHaveLearned(ThresholdMethod method, double target, bool crossFit)
    {
        var settings = new ThresholdSettings { Method = method, Target = target, CrossFit = crossFit };
        TrainedModel otherwise = Sample.Train(Sample.Rows(400, 5), TrainedOnce.Settings, settings);
        TrainedModel model = crossFit ? TrainedOnce.Model
            : Sample.Train(Sample.Rows(400, 5), TrainedOnce.Settings, new() { CrossFit = false });
        HeldOutScores scores = _registry.Load("s", _registry.Save("s", model)).ReadScores()!;

        Threshold learned = scores.Learn(settings, "t1");

        Assert.Equal(otherwise.Threshold with { Version = "t1" }, learned);
        Assert.Equal((crossFit, crossFit ? 400 : 80), (scores.IsCrossFitted, scores.HeldOut.Length));
        Assert.Equal(otherwise.Report.Scores.HeldOut, scores.HeldOut);
    }

    [Fact]
    public void AThresholdThatIsSetIsInForceForItsModelOnly()
    {
        string[] versions = [Serve(), _registry.Save("s", TrainedOnce.Model)];
        Bundle bundle = _registry.Load("s");
        Assert.Null(_registry.Threshold("s"));
        Assert.Equal(bundle.Threshold, _registry.ThresholdOf("s", bundle));

        StoredThreshold stored = Set(versions[0], null, 3);

        Assert.Equal(stored, _registry.Threshold("s"));
        Assert.Equal(3, _registry.ThresholdOf("s", bundle).Value);
        Assert.Equal("t20261121-071502", _registry.Read("s", RegistryPointer.Threshold));
        Assert.Equal(("t20261121-071502", versions[0], ThresholdOrigin.Chosen, "ada@host", "too many alerts"),
            (stored.Threshold.Version, stored.Model, stored.Origin, stored.By, stored.Why));

        _registry.Promote("s", versions[1], Change);

        Assert.Null(_registry.Threshold("s"));
        Assert.Null(_registry.Read("s", RegistryPointer.Threshold));
        Assert.Equal(
            [(RegistryPointer.Current, null, versions[0]), (RegistryPointer.Threshold, null, "t20261121-071502"),
                (RegistryPointer.Previous, null, versions[0]),
                (RegistryPointer.Current, versions[0], versions[1]), (RegistryPointer.Threshold, "t20261121-071502", null)],
            _registry.History("s").Moves.Select(move => (move.Pointer, move.From, move.To)));
    }

    [Fact]
    public void AThresholdOfAnotherModelIsNotInForceThoughThePointerNamesIt()
    {
        string[] versions = [Serve(), _registry.Save("s", TrainedOnce.Model)];
        Set(versions[0], null, 3);
        File.WriteAllText(Path.Combine(_folder.Path, "s", "current"), versions[1] + "\n");

        Assert.Null(_registry.Threshold("s"));
        Assert.Equal(TrainedOnce.Model.Threshold, _registry.ThresholdOf("s", _registry.Load("s")));
    }

    [Fact]
    public void EachHasAVersionOfItsOwnAndTheFirstOfTwoWhoSetItWins()
    {
        string model = Serve();
        string first = Set(model, null, 3).Threshold.Version;

        string error = Assert.Throws<BundleException>(() => Set(model, null, 4)).Message;
        string second = Set(model, first, 5).Threshold.Version;

        Assert.Contains($"{first} is set by now, not none", error);
        Assert.Equal(("t20261121-071502", "t20261121-071503"), (first, second));
        Assert.Equal(5, _registry.Threshold("s")!.Threshold.Value);
        _registry.UnsetThreshold("s", Change);
        Assert.Null(_registry.Threshold("s"));
        Assert.Equal("t20261121-071504", Set(model, null, 6).Threshold.Version);
    }

    [Fact]
    public void AThresholdForAModelThatDoesNotServeIsRefused()
    {
        string serving = Serve();
        string other = _registry.Save("s", TrainedOnce.Model);

        Assert.Contains($"it is for {other}, but {serving} serves by now",
            Assert.Throws<BundleException>(() => Set(other, null, 3)).Message);
        Assert.Throws<BundleException>(() => Set("20200101-000000-00000000", null, 3));
    }

    [Fact]
    public void NoLieInAThresholdsFileIsWorseThanARefusal()
    {
        string file = Path.Combine(_folder.Path, "s", "thresholds", Set(Serve(), null, 3).Threshold.Version + ".json");
        byte[] content = File.ReadAllBytes(file);
        foreach ((string lie, byte[] other) in JsonLies.Of(content))
        {
            File.WriteAllBytes(file, other);
            if (Record.Exception(() => _registry.Threshold("s")) is { } error)
            {
                Assert.True(error is BundleException && error.Message.Contains("t20261121-071502.json")
                    && error.Message.Contains("\"detector threshold set\""), $"{lie}: {error}");
            }
        }

        File.Delete(file);
        Assert.Throws<BundleException>(() => _registry.Threshold("s"));
    }

    [Fact]
    public void AThresholdThatIsNoNumberIsNotSet()
    {
        string model = Serve();

        Assert.ThrowsAny<Exception>(() => Set(model, null, double.NaN));

        Assert.Null(_registry.Threshold("s"));
        Assert.Null(_registry.Read("s", RegistryPointer.Threshold));
    }

    private string Serve()
    {
        string version = _registry.Save("s", TrainedOnce.Model);
        _registry.Promote("s", version, Change);
        return version;
    }

    private StoredThreshold Set(string model, string? expected, double value) => _registry.SetThreshold(
        "s", model, expected, ThresholdOrigin.Chosen,
        version => new() { Value = value, Method = ThresholdMethod.Quantile, Target = 0.02, Samples = 80, Version = version },
        Change);
}
