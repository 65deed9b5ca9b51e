using Detector.Core.Features;

namespace Detector.Core.Tests.Features;

public class RowSetTests
{
    [Fact]
    public void RowsComeBackAsTheyWentIn()
    {
        var set = new RowSet(3);
        for (int i = 0; i < 1000; i++)
        {
            set.Add([i, -i, i * 0.5]);
        }

        Assert.Equal(1000, set.Count);
        Assert.Equal([999.0, -999, 499.5], set.Row(999).ToArray());
        Assert.Equal([257.0, -257, 128.5, 258, -258, 129], set.Rows(257, 2).ToArray());
        Assert.Empty(set.Rows(1000, 0).ToArray());
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        var set = new RowSet(2);
        set.Add([1, 2]);

        Assert.Throws<ArgumentException>(() => set.Add([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Row(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Rows(-1, 1));
    }
}
