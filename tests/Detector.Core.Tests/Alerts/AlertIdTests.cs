using Detector.Core.Alerts;

namespace Detector.Core.Tests.Alerts;

public sealed class AlertIdTests
{
    /// <summary>Computed with Python: hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]. These may never change.</summary>
    [Theory]
    [InlineData("cards", "transactions", 0, 0, "0166d2d3ca4b846ac81af40540cc9c89")]
    [InlineData("cards", "transactions", 3, 41, "6fb8abae6e8e901f6e9980b5b33f3d91")]
    [InlineData("größe", "t.x-1", int.MaxValue, long.MaxValue, "07adf631145066f80c1a56ae1f0dc593")]
    public void IsStableForEver(string stream, string topic, int partition, long offset, string id) =>
        Assert.Equal(id, AlertId.Of(stream, topic, partition, offset));

    [Fact]
    public void DiffersWhereAnyPartDiffers()
    {
        string[] ids = [AlertId.Of("a", "b", 1, 11), AlertId.Of("a", "b", 11, 1), AlertId.Of("b", "a", 1, 11), AlertId.Of("ab", "", 1, 11)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
