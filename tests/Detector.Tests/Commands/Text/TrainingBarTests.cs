using Detector.Commands.Text;
using Detector.Models.Training;

namespace Detector.Tests.Commands.Text;

public class TrainingBarTests
{
    private static readonly TrainingProgress Half = new("fitting", 50, 100, 2.5, 0.5, 0.25, 12_345, TimeSpan.FromSeconds(65));

    [Theory]
    [InlineData(40, 0)]
    [InlineData(76, 6)]
    [InlineData(200, 24)]
    public void The_bar_takes_what_the_numbers_leave(int width, int bar)
    {
        string line = TrainingBar.Format(Half, width);

        Assert.Equal(bar, line.Count(c => c is '█' or '░'));
        Assert.InRange(line.Count(c => c == '█') - (bar / 2.0), -0.5, 0.5);
        Assert.EndsWith(" 50 %  epoch 2.5  loss 0.500  held-out 0.250  12.3k rows/s  1:05 left", line);
    }
}
