using Detector.Models.Scoring;

namespace Detector.Models.Tests.Scoring;

public class ScorePoolTests
{
    [Fact]
    public void TrainingRowsAreBroughtToTheHeldOutRowsLevelAndWeighAsMuch()
    {
        var pool = ScorePool.Of([1, 3], [1, 2, 0.5f, 0.5f]);

        Assert.Equal([1, 3, 1, 3, 2, 4, 1, 1], pool.Scores);
        Assert.Equal(6, pool.Rows);
    }

    [Fact]
    public void TrainingRowsThatSayNothingAreLeftOut()
    {
        var pool = ScorePool.Of([1, 3], [0, 0, 0, 0]);

        Assert.Equal([1, 3], pool.Scores);
        Assert.Equal(2, pool.Rows);
    }
}
