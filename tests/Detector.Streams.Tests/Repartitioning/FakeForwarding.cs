using Detector.Streams.Repartitioning;
using Detector.Streams.Status;

namespace Detector.Streams.Tests.Repartitioning;

internal sealed class FakeForwarding : IForwarding
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public LineStatus Status { get; set; } = new() { BrokerConnected = true };

    public bool IsStarted { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Start() => IsStarted = true;

    public void Stop() => _completion.TrySetResult();

    public void Fail(string reason) => _completion.SetException(new InvalidOperationException(reason));

    public ValueTask DisposeAsync()
    {
        Assert.True(Completion.IsCompleted, "it is freed when it has ended");
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
