using Detector.Commands.Text;

namespace Detector.Tests.Commands.Text;

public class SparklineTests
{
    [Fact]
    public void The_curve_falls_from_the_highest_bar_to_the_lowest()
    {
        Assert.Equal("█▅▁", Sparkline.Of([7, 4, 0]));
        Assert.Equal("▁▁", Sparkline.Of([3, 3]));
        Assert.Equal("", Sparkline.Of([]));
        string line = Sparkline.Of([.. Enumerable.Range(0, 1000).Select(i => 1000.0 - i)], 10);
        Assert.Equal(10, line.Length);
        Assert.Equal(('█', '▁'), (line[0], line[^1]));
    }
}
