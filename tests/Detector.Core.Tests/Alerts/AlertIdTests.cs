using System.Text;
using Detector.Core.Alerts;

namespace Detector.Core.Tests.Alerts;

public sealed class AlertIdTests
{
    /// <summary>
    /// Computed with Python: hashlib.sha256("\n".join(parts).encode() + (b"" if key is None else b"\n" + key)).hexdigest()[:32]. These may
    /// never change.
    /// </summary>
    [Theory]
    [InlineData("cards", "transactions", 0, 0, 0, null, "c67d08f428e4ec4b1c5bcef4371494fe")]
    [InlineData("cards", "transactions", 3, 41, 1_700_000_000_123, "card-1", "cc0db1f20ef15033cd3aa318c189b7b2")]
    [InlineData("größe", "t.x-1", int.MaxValue, long.MaxValue, -1, "", "fc191c76db21ed57e1212cfe2437d859")]
    public void IsStableForEver(string stream, string topic, int partition, long offset, long timestampMs, string? key, string id) =>
        Assert.Equal(id, AlertId.Of(stream, topic, partition, offset, timestampMs, key is null ? null : Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void AKeyNeedNotBeAText() =>
        Assert.Equal("9cd2f4dabcaa15a69f9045135354bc0b", AlertId.Of("cards", "transactions", 3, 41, 1_700_000_000_123, [0xFF, 0x00]));

    /// <summary>In a topic that was made anew, another event lies at the same place.</summary>
    [Fact]
    public void DiffersWhereAnyPartDiffers()
    {
        string[] ids =
        [
            AlertId.Of("a", "b", 1, 11, 5, null), AlertId.Of("a", "b", 11, 1, 5, null),
            AlertId.Of("b", "a", 1, 11, 5, null), AlertId.Of("ab", "", 1, 11, 5, null),
            AlertId.Of("a", "b", 1, 11, 6, null), AlertId.Of("a", "b", 1, 11, 5, []),
            AlertId.Of("a", "b", 1, 11, 5, [1]), AlertId.Of("a", "b", 1, 1, 15, null),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
