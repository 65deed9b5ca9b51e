using Detector.Streams.Pipeline;
using Detector.Streams.Status;
using Detector.Streams.Supervision;

namespace Detector.Streams.Tests.Supervision;

/// <summary>A line that does what a test tells it.</summary>
internal sealed class FakeLine(ServingModel model) : IStreamLine
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServingModel Model { get; private set; } = model;

    public bool IsStarted { get; private set; }

    public bool IsStopping { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool HasLeft { get; set; }

    public Task Completion => _completion.Task;

    public LineStatus Status { get; set; } = new() { BrokerConnected = true, AssignedPartitions = 2 };

    public void Start() => IsStarted = true;

    public void Swap(ServingModel next) => Model = next;

    public void Stop() => IsStopping = true;

    public void End() => _completion.SetResult();

    public void Fail(string reason) => _completion.SetException(new InvalidOperationException(reason));

    public ValueTask DisposeAsync()
    {
        Assert.True(Completion.IsCompleted, "a line is freed when it has ended");
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
