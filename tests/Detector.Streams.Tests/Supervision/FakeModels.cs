using System.Collections.Concurrent;
using Detector.Streams.Pipeline;
using Detector.Streams.Supervision;

namespace Detector.Streams.Tests.Supervision;

/// <summary>Gives the models that a test promotes.</summary>
internal sealed class FakeModels : IModelWatch
{
    private readonly ConcurrentQueue<ServingModel> _promoted = new();

    private AlertRule? _rule;

    public Exception? Damage { get; set; }

    public string? Problem { get; set; }

    public SemaphoreSlim Asked { get; } = new(0);

    public void Promote(ServingModel model) => _promoted.Enqueue(model);

    public ServingModel? First()
    {
        Asked.Release();
        return Damage is { } damage ? throw damage : Next();
    }

    public AlertRule? NextRule() => Interlocked.Exchange(ref _rule, null);

    public void Set(AlertRule rule) => _rule = rule;

    public ServingModel? Next() => _promoted.TryDequeue(out ServingModel? model) ? model : null;
}
