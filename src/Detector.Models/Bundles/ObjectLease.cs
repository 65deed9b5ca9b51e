using Detector.Models.Objects;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// What one process at a time holds in an object store: an object that says who and until when, renewed as long as its process lives. One
/// whose process died ends by itself a few minutes later.
/// </summary>
internal sealed class ObjectLease : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(3);

    private readonly IObjectStore _objects;
    private readonly string _key;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Held _held;
    private string _tag;

    private ObjectLease(IObjectStore objects, string key, Held held, string tag, TimeProvider time)
    {
        (_objects, _key, _held, _tag, _time) = (objects, key, held, tag, time);
        _timer = time.CreateTimer(_ => Renew(Length), null, Length / 3, Length / 3);
    }

    /// <exception cref="IOException">The store does not answer.</exception>
    public static ObjectLease? Take(IObjectStore objects, string key, string who, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        StoredObject? before = objects.Get(key);
        if (Parse(before, key) is { } other && other.Until > now)
        {
            return null;
        }

        var held = new Held(who, now, now + Length);
        return objects.Put(key, BundleJson.Write(held), new PutCondition(before?.Tag)) is { } tag
            ? new ObjectLease(objects, key, held, tag, time) : null;
    }

    public static DateTimeOffset? Last(IObjectStore objects, string key) => Parse(objects.Get(key), key)?.Since;

    public void Dispose()
    {
        _timer.Dispose();
        Renew(TimeSpan.Zero);
    }

    private void Renew(TimeSpan length)
    {
        lock (_gate)
        {
            try
            {
                _held = _held with { Until = _time.GetUtcNow() + length };
                _tag = _objects.Put(_key, BundleJson.Write(_held), new PutCondition(_tag)) ?? _tag;
            }
            catch (IOException)
            {
                // The next renewal may get through; if none does, it ends by itself.
            }
        }
    }

    private static Held? Parse(StoredObject? found, string key)
    {
        try
        {
            return found?.Content is { } content ? BundleJson.Read<Held>(content, key) : null;
        }
        catch (BundleException)
        {
            return null;
        }
    }

    private sealed record Held(string Who, DateTimeOffset Since, DateTimeOffset Until);
}
