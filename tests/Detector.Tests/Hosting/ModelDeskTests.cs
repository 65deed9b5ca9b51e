using System.Text;
using Detector.Dashboard.Models;
using Detector.Hosting;
using Detector.Models.Bundles;
using Detector.TestKit;
using Detector.Tests.Commands;

namespace Detector.Tests.Hosting;

/// <summary>What the page sees and changes, on a copy of a registry with two versions of one model.</summary>
public sealed class ModelDeskTests : IClassFixture<WorkedExample>, IDisposable
{
    private readonly TemporaryFile _file = new("settings.json");
    private readonly string _first;
    private readonly string _second;
    private readonly ModelRegistry _registry;
    private readonly ModelDesk _desk;

    public ModelDeskTests(WorkedExample example)
    {
        string folder = _file.Beside("models");
        _registry = new ModelRegistry(folder, TimeProvider.System);
        _desk = new ModelDesk(_registry);
        _first = example.Version;
        _second = $"20300101-000000-{_first[^8..]}";
        foreach (string version in new[] { _first, _second })
        {
            string to = Path.Combine(folder, "m", version);
            Directory.CreateDirectory(to);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(example.Registry, "m", _first)))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }

        _registry.Promote("m", _first, Change.Of("test", "first"));
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public void VersionsAreTheRegistrysTheNewestFirst()
    {
        IReadOnlyList<ModelVersion> versions = _desk.Versions("m");

        Assert.Equal([_second, _first], versions.Select(version => version.Version));
        Assert.Equal(["current"], versions[1].Roles);
        Assert.Empty(versions[0].Roles);
        Manifest manifest = _registry.Open("m", _first).Manifest;
        Assert.Equal((manifest.Family, manifest.Training.TrainingRows, manifest.HeldOutOver),
            (versions[1].Family, versions[1].Rows, versions[1].HeldOutOver!.Value));
        Assert.StartsWith("<!DOCTYPE html>", Encoding.UTF8.GetString(_desk.Report("m", _first)!), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void WhatIsPromotedServesAndARollbackTakesItBack()
    {
        Assert.StartsWith($"{_second} serves m", _desk.Promote("m", _second));
        Assert.Equal(_second, _registry.Read("m", RegistryPointer.Current));

        Assert.StartsWith($"{_first} serves m again", _desk.RollBack("m"));
        Assert.Equal(_first, _registry.Read("m", RegistryPointer.Current));
    }

    [Theory]
    [InlineData("../m")]
    [InlineData("20310101-000000-00000000")]
    public void WhatIsNotThereIsRefusedInWords(string version)
    {
        Assert.Contains(version, Assert.Throws<ModelDeskException>(() => _desk.Promote("m", version)).Message);
        Assert.Contains(version, Assert.Throws<ModelDeskException>(() => _desk.Report("m", version)).Message);
    }

    [Fact]
    public void AThresholdIsSetToAValueForATargetAndBack()
    {
        Bundle bundle = _registry.Open("m");
        double Now() => _registry.ThresholdOf("m", bundle).Value;

        _desk.SetThreshold("m", new WantedThreshold(Value: 12.5));
        Assert.Equal(12.5, Now());
        _desk.SetThreshold("m", new WantedThreshold(Target: 0.2));
        Assert.InRange(bundle.ReadScores()!.ShareAbove(Now()), 0.1, 0.3);
        Assert.Contains("0.000001 to 0.5", Assert.Throws<ModelDeskException>(
            () => _desk.SetThreshold("m", new WantedThreshold(Target: 0.9))).Message);
        _desk.SetThreshold("m", new WantedThreshold(Trained: true));
        Assert.Equal(bundle.Threshold.Value, Now());
    }
}
