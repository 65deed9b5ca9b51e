using Detector.Streams.Supervision;
using Microsoft.Extensions.Hosting;

namespace Detector.Hosting;

/// <summary>
/// Starts the streams when all else has started: a daemon that cannot, whose port is taken, say, must not join its groups first and take
/// partitions from one that works.
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

    public Task StopAsync(CancellationToken cancellationToken) => supervisor.StopAsync().WaitAsync(cancellationToken);

    private async Task EndWithTheStreamsAsync() => failure.Report(await supervisor.Failure);
}
