using System.Collections.Concurrent;
using Detector.Core.Schemas;
using Detector.Models.Objects;

namespace Detector.Models.Bundles;

/// <summary>
/// A registry in an object store: STREAM/… below its prefix, and a folder of this machine that keeps what never changes.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="cache">The folder.</param>
/// <param name="time">Tells how old what is known is.</param>
internal sealed class ObjectRegistryStore(IObjectStore objects, string cache, TimeProvider time) : IRegistryStore
{
    private readonly ConcurrentDictionary<string, ObjectStreamStore> _streams = new();

    public string Name => objects.Name;

    public IEnumerable<string> Streams() => objects.Folders().Where(StreamName.IsValid).Order(StringComparer.Ordinal);

    public IStreamStore Of(string stream) => _streams.GetOrAdd(
        RegistryNames.CheckStream(stream), name => new ObjectStreamStore(objects, name, Path.Combine(cache, name), time));
}
