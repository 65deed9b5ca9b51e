using System.Collections.Concurrent;

namespace Detector.Streams.Pipeline;

/// <summary>
/// Hands models on, from whoever promotes them to the scoring thread, and disposes each when its last batch is published.
/// </summary>
/// <param name="first">The model to begin with.</param>
internal sealed class ModelRelay(ServingModel first) : IDisposable
{
    private readonly ConcurrentQueue<ServingModel> _retired = new();
    private ServingModel? _next;
    private ServingModel _current = first;

    /// <summary>Another serves from the next batch on. Any thread.</summary>
    public void Offer(ServingModel model) => Interlocked.Exchange(ref _next, model)?.Dispose();

    /// <summary>The model of the next batch; scoring thread.</summary>
    public ServingModel Take()
    {
        if (Volatile.Read(ref _next) is not null && Interlocked.Exchange(ref _next, null) is { } next)
        {
            _retired.Enqueue(_current);
            _current = next;
        }

        return _current;
    }

    /// <summary>
    /// A batch is about to be published; publisher thread. Batches come in the order in which models retire: none of those before this
    /// batch's own has another.
    /// </summary>
    public void DisposeBefore(ServingModel current)
    {
        while (_retired.TryPeek(out ServingModel? old) && old != current && _retired.TryDequeue(out old))
        {
            old.Dispose();
        }
    }

    public void Dispose()
    {
        _current.Dispose();
        _next?.Dispose();
        foreach (ServingModel model in _retired)
        {
            model.Dispose();
        }
    }
}
