using Detector.Streams;
using Detector.Streams.Status;

namespace Detector.Hosting;

/// <summary>Gathers the streams' statuses for the HTTP API.</summary>
internal sealed class StreamStatuses(IEnumerable<StreamService> streams) : IStreamStatusSource
{
    private readonly StreamService[] _streams = [.. streams];

    public IReadOnlyList<StreamStatus> Read() => [.. _streams.Select(stream => stream.Status())];
}
