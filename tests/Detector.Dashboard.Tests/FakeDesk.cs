using Detector.Dashboard.Models;

namespace Detector.Dashboard.Tests;

/// <summary>Two versions, one of which serves, and what was asked of them.</summary>
internal sealed class FakeDesk : IModelDesk
{
    public string Serving { get; private set; } = "v2";

    public List<WantedThreshold> Thresholds { get; } = [];

    public IReadOnlyList<ModelVersion> Versions(string stream) =>
        [.. new[] { "v2", "v1" }.Select(version => new ModelVersion(
            version, [version == Serving ? "current" : "previous"], DateTimeOffset.UnixEpoch, "dense", 12_000, 0.01, null)),
            new ModelVersion("v0", [], null, null, null, null, "its manifest is cut")];

    public byte[]? Report(string stream, string version) => version == "v1" ? "<!DOCTYPE html><h1>Report of v1</h1>"u8.ToArray() : null;

    public string Promote(string stream, string version)
    {
        Serving = version == "v0" ? throw new ModelDeskException("v0 is refused: its manifest is cut") : version;
        return $"{version} serves {stream}";
    }

    public string RollBack(string stream) => Promote(stream, Serving == "v2" ? "v1" : "v2");

    public string SetThreshold(string stream, WantedThreshold wanted)
    {
        Thresholds.Add(wanted);
        return "the threshold is set";
    }
}
