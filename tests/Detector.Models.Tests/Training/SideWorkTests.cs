using Detector.Models.Training;

namespace Detector.Models.Tests.Training;

public class SideWorkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ItIsDoneOnceAndBesideOnAThreadOfItsOwn(bool isBeside)
    {
        int times = 0;
        using var work = new SideWork<int>(isBeside, CancellationToken.None, _ =>
        {
            times++;
            return Environment.CurrentManagedThreadId;
        });

        Assert.Equal(isBeside, work.Result != Environment.CurrentManagedThreadId);
        Assert.Equal((work.Result, 1), (work.Result, times));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ItsErrorIsTheOneThatItEndedWith(bool isBeside)
    {
        var error = Assert.Throws<TrainingException>(() =>
        {
            using var work = new SideWork<int>(isBeside, CancellationToken.None, _ => throw new TrainingException("no"));
            return work.Result;
        });

        Assert.Equal("no", error.Message);
    }

    [Fact]
    public void WhereNobodyWaitsForItItIsStopped()
    {
        using var started = new ManualResetEventSlim();
        bool ended = false;
        var work = new SideWork<int>(true, CancellationToken.None, stop =>
        {
            started.Set();
            stop.WaitHandle.WaitOne();
            ended = true;
            throw new OperationCanceledException(stop);
        });
        started.Wait(TestContext.Current.CancellationToken);

        work.Dispose();

        Assert.True(ended);
    }
}
