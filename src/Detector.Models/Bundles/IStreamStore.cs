using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>Where a registry keeps what is a stream's: versions, thresholds, pointers and the history of their moves.</summary>
internal interface IStreamStore
{
    /// <summary>A folder of this machine for what streams keep beside their models.</summary>
    string State { get; }

    /// <summary>Versions of bundles, the oldest first.</summary>
    IReadOnlyList<string> Versions();

    /// <summary>What lies among them and no registry has made.</summary>
    IReadOnlyList<string> Strays();

    /// <summary>Versions of thresholds, in any order.</summary>
    IEnumerable<string> ThresholdVersions();

    /// <summary>A folder of this machine with a version's files; null where there is no such version.</summary>
    string? Find(string version);

    /// <summary>A folder of the version's name with its manifest at least; null where there is no such version.</summary>
    string? FindManifest(string version);

    /// <summary>What a version's files take.</summary>
    long Bytes(string version);

    /// <summary>A file of this machine with a threshold, whether it is there or not.</summary>
    string OfThreshold(string version);

    /// <summary>What a pointer names; null where there is no such pointer.</summary>
    /// <exception cref="BundleException">It is damaged, or cannot be read.</exception>
    string? Read(RegistryPointer pointer);

    /// <summary>Every move, the oldest first, and the numbers of lines that none can be read from.</summary>
    (IReadOnlyList<PointerMove> Moves, IReadOnlyList<int> Unreadable) ReadHistory();

    /// <summary>Lays what was found out about a version beside its files.</summary>
    void Annotate(string version, string name, ReadOnlyMemory<byte> content);

    /// <summary>What <see cref="Annotate"/> laid there; null where there is none of this name.</summary>
    byte[]? ReadAnnotation(string version, string name, long most);

    /// <summary>Changes it, as if nobody else did at the same time; what is moved is moved when the act returns. It may be run again
    /// where somebody was quicker.</summary>
    /// <exception cref="BundleException">Others keep it from being changed.</exception>
    T Change<T>(Func<IStreamStore, T> act);

    /// <summary>Within <see cref="Change"/>: lets a pointer name something else, or nothing. What does not move is not noted.</summary>
    void Move(RegistryPointer pointer, string? to, DateTimeOffset now, Change change);

    /// <summary>Writes a few bytes and removes them: what is full or may not be written says so.</summary>
    void Probe();

    /// <summary>Writes a new version's files: all of them, or there is no such version.</summary>
    void Write(string version, IReadOnlyList<(string Name, byte[] Content)> files);

    /// <summary>Writes a new threshold.</summary>
    void WriteThreshold(string version, byte[] content);

    /// <summary>Removes a version: it is there whole, or not at all.</summary>
    void Remove(string version);

    /// <summary>Removes what saves and removals left behind whose process died.</summary>
    void RemoveUnfinished();

    /// <summary>Takes what one process at a time may hold, whatever else is changed; disposing the result gives it back, and so does its
    /// process's end.</summary>
    /// <returns>Null where another holds it.</returns>
    IDisposable? TakeLease(string who, DateTimeOffset now);

    /// <summary>When it was taken last; null where it never was.</summary>
    DateTimeOffset? LastLease();
}

/// <summary>Streams' places in a registry.</summary>
internal interface IRegistryStore
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Names of streams that there is something of.</summary>
    IEnumerable<string> Streams();

    /// <summary>A stream's place, whether there is something or not.</summary>
    /// <exception cref="BundleException">The name cannot be a stream's.</exception>
    IStreamStore Of(string stream);
}
