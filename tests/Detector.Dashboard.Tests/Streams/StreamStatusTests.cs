using Detector.Dashboard.Streams;

namespace Detector.Dashboard.Tests.Streams;

public sealed class StreamStatusTests
{
    [Fact]
    public void A_stream_that_has_all_it_needs_runs_even_while_a_next_model_is_trained()
    {
        Assert.Equal(StreamState.Running, Sample.Stream("s").State);
        Assert.Equal(StreamState.Running, (Sample.Stream("s") with { Training = true }).State);
    }

    [Fact]
    public void A_stream_without_a_model_trains_or_waits()
    {
        var bare = Sample.Stream("s") with { Model = null };
        Assert.Equal(StreamState.Waiting, bare.State);
        Assert.Equal(StreamState.Training, (bare with { Training = true }).State);
    }

    [Fact]
    public void A_stopping_stream_is_stopping_whatever_else_it_is()
    {
        Assert.Equal(StreamState.Stopping, (Sample.Stream("s") with { Stopping = true }).State);
        Assert.Equal(StreamState.Stopping, new StreamStatus { Name = "s", Stopping = true }.State);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Empty(Sample.Stream("s").Missing);
        Assert.Equal(["model", "broker", "assignment"], new StreamStatus { Name = "s" }.Missing);
        Assert.Equal(["delivery"], (Sample.Stream("s") with { DeliveryObstacle = new(DateTimeOffset.UnixEpoch, "no topic") }).Missing);
        Assert.Equal(["broker"], (Sample.Stream("s") with { BrokerConnected = false }).Missing);
    }
}
