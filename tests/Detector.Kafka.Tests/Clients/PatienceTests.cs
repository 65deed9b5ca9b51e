using Detector.Kafka.Clients;

namespace Detector.Kafka.Tests.Clients;

public sealed class PatienceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public void WhatEndsIsWaitedFor()
    {
        bool ended = false;

        Assert.True(Patience.Suffices(() => ended = true, Long));
        Assert.True(ended);
    }

    [Fact]
    public void WhatDoesNotEndIsLeftBehind()
    {
        using var end = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();

        Assert.False(Patience.Suffices(
            () =>
            {
                end.Wait();
                ended.Set();
            },
            TimeSpan.FromMilliseconds(1)));

        end.Set();
        Assert.True(ended.Wait(Long));
    }

    [Fact]
    public void AnErrorIsTheCallers() =>
        Assert.Throws<InvalidOperationException>(() => Patience.Suffices(() => throw new InvalidOperationException(), Long));
}
