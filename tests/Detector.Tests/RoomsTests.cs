using System.Reflection;

namespace Detector.Tests;

/// <summary>References run one way only, and each foreign library has one room.</summary>
public sealed class RoomsTests
{
    private static readonly Dictionary<string, string[]> _below = new()
    {
        ["Detector.Core"] = [],
        ["Detector.Models"] = ["Detector.Core"],
        ["Detector.Kafka"] = ["Detector.Core"],
        ["Detector.Frames"] = ["Detector.Core"],
        ["Detector.Data"] = ["Detector.Core", "Detector.Models", "Detector.Frames"],
        ["Detector.Streams"] = ["Detector.Core", "Detector.Models", "Detector.Kafka", "Detector.Data", "Detector.Frames"],
        ["Detector.Retraining"] =
            ["Detector.Core", "Detector.Models", "Detector.Kafka", "Detector.Data", "Detector.Frames", "Detector.Streams"],
        ["Detector.Dashboard"] = ["Detector.Core", "Detector.Streams"],
    };

    private static readonly Dictionary<string, string> _owners = new()
    {
        ["TorchSharp"] = "Detector.Models",
        ["Confluent.Kafka"] = "Detector.Kafka",
        ["SkiaSharp"] = "Detector.Frames",
        ["System.CommandLine"] = "detector",
    };

    public static TheoryData<string> Rooms => [.. _below.Keys, "detector"];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomNamesOnlyWhatLiesBelowIt(string room)
    {
        string[] named = [.. Assembly.Load(room).GetReferencedAssemblies().Select(reference => reference.Name!)];
        if (_below.TryGetValue(room, out string[]? below))
        {
            Assert.Subset(below.ToHashSet(), named.Where(name => name.StartsWith("Detector.", StringComparison.Ordinal)).ToHashSet());
        }

        Assert.All(named, name => Assert.Equal(room, _owners.GetValueOrDefault(name, room)));
    }
}
