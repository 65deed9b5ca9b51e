using System.Text.Json.Nodes;
using Detector.Core.Schemas;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Settings;

namespace Detector.Models.Tests.Bundles;

public sealed class BundleDifferenceTests : IDisposable
{
    private readonly RegistryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AModelDoesNotDifferFromItself()
    {
        var registry = new ModelRegistry(_folder.Path, TimeProvider.System);
        Bundle once = registry.Open("s", registry.Save("s", TrainedOnce.Model));
        Bundle again = registry.Open("s", registry.Save("s", TrainedOnce.Model));

        Assert.NotEqual(once.Version, again.Version);
        Assert.Empty(BundleDifference.Between(once, again));
    }

    [Fact]
    public void SettingsAreToldByTheirPaths() => Assert.Equal(
        ["earlyStopping.heldOut: 0.1 / 0.2", "family: \"dense\" / \"som\"", "widths: [8,4] / [8,2]"],
        Told(new ModelSettings { Widths = [8, 4], EarlyStopping = new() { HeldOut = 0.1 } }, new ModelSettings
        {
            Family = "som", Widths = [8, 2],
        }).Order());

    [Fact]
    public void AFieldThatIsPutInBetweenMovesNoOther() => Assert.Equal(
        ["fields.new.name: - / \"new\""],
        Told(
            new SchemaSettings { Fields = [new() { Name = "a" }, new() { Name = "z" }] },
            new SchemaSettings { Fields = [new() { Name = "a" }, new() { Name = "new" }, new() { Name = "z" }] })
            .Where(told => told.Contains(".name", StringComparison.Ordinal)));

    [Fact]
    public void WhereTheRowsCameFromIsToldByPartition()
    {
        var registry = new ModelRegistry(_folder.Path, TimeProvider.System);
        Lineage Rows(params LineagePart[] parts) => new()
        {
            Until = DateTimeOffset.UnixEpoch, Rejected = 0, Parts = parts, Hash = new string('a', 64),
        };
        Bundle files = registry.Open("s", registry.Save("s", TrainedOnce.Model));
        Bundle one = registry.Open("s", registry.Save("s", TrainedOnce.Model, Rows(new("t", 0, 0, 90, 100, 50), new("t", 1, 0, 9, 9, 5))));
        Bundle other = registry.Open("s", registry.Save("s", TrainedOnce.Model,
            Rows(new("t", 0, 40, 90, 100, 30), new("t", 1, 0, 9, 9, 5)) with { LeftOut = new(3, 4) }));

        Assert.Equal(
            ["leftOut.alerted: - / 4", "leftOut.confirmed: - / 3", "parts.t/0.rows: 50 / 30", "parts.t/0.start: 0 / 40", "rows: 55 / 35"],
            BundleDifference.Between(one, other).Where(difference => difference.Part == "lineage")
                .Select(difference => $"{difference.Path}: {Text(difference.A)} / {Text(difference.B)}").Order());
        Assert.Contains(BundleDifference.Between(files, one), difference => difference is { Part: "lineage", Path: "rows", A: null });
    }

    private static string[] Told<T>(T a, T b)
        where T : notnull =>
        [.. BundleDifference.Between("part", a, b)
            .Select(difference => $"{difference.Path}: {Text(difference.A)} / {Text(difference.B)}")];

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "-";
}
