using Detector.Streams.Supervision;
using Microsoft.Extensions.Hosting;

namespace Detector.Hosting;

/// <summary>
/// Starts the streams when all else has started: a daemon that cannot, whose port is taken, say, must not join its groups first and take
/// partitions from one that works. A stop that leaves something is no success: what supervises the process hears it.
/// </summary>
internal sealed class SupervisorService(StreamSupervisor supervisor, DaemonFailure failure, IHostApplicationLifetime lifetime)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(supervisor.Start);
        _ = EndWithTheStreamsAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<string> left = await supervisor.StopAsync().WaitAsync(cancellationToken);
            if (left.Count > 0)
            {
                failure.Report(new UnfinishedStopException(
                    $"not all that was under way could be delivered in time ({string.Join(", ", left)}); the next start makes it again"));
            }
        }
        catch (OperationCanceledException)
        {
            failure.Report(new UnfinishedStopException("a stream did not stop in time; the next start makes what it left again"));
        }
    }

    private async Task EndWithTheStreamsAsync() => failure.Report(await supervisor.Failure);
}
