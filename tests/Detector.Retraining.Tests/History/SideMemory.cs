using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Retraining.Tests.History;

/// <summary>A topic in memory, read beside another.</summary>
internal sealed class SideMemory(MemoryHistory messages) : ISideTopic
{
    private long _next;

    public string Name => "verdicts";

    public string? Problem => null;

    public bool IsThere() => true;

    public void Rewind(IReadOnlyDictionary<int, long> next) => _next = Math.Min(_next, next.GetValueOrDefault(0));

    public bool ReadToEnd(EventVisitor visitor, TimeSpan patience)
    {
        long end = messages.Count(CancellationToken.None);
        messages.Read([new OffsetRange(default, _next, end)], visitor, CancellationToken.None);
        _next = end;
        return true;
    }

    public void Dispose()
    {
    }
}
