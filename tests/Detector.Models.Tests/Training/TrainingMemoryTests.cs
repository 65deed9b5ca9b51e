using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests.Training;

public sealed class TrainingMemoryTests
{
    // 400 TB: more than a process can have addresses for.
    [Fact]
    public void AModelThatCannotBeAllocatedIsASettingToChange()
    {
        string message = Assert.Throws<TrainingException>(() =>
            Sample.Train(Sample.Rows(40, 3), Sample.Fast with { Widths = [10_000_000, 10_000_000] })).Message;

        Assert.Contains("ran out of memory", message);
        Assert.Contains("Model.Widths", message);
    }

    // 10 x 20 + 20 weights, 4 bytes each, in 8 copies.
    [Theory]
    [InlineData(7040, true)]
    [InlineData(7039, false)]
    public void WeightsMustFitAsOftenAsTrainingHoldsThem(long available, bool fits)
    {
        using torch.nn.Module layer = SeededTorch.Run(1, () => torch.nn.Linear(10, 20));

        Exception? error = Record.Exception(() => TrainingMemory.Check(layer, available));

        Assert.Equal(fits, error is null);
        Assert.True(fits || error!.Message.Contains("220 weights"));
    }
}
