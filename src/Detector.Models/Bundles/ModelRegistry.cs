using Detector.Core.Thresholds;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// Where bundles live: a folder (DIRECTORY/STREAM/VERSION/) or an object store (s3://BUCKET/PREFIX). Beside them lie pointers
/// (DIRECTORY/STREAM/current names the version that
/// serves), the history of their moves, and thresholds. A bundle is there whole or not at all, whenever the power goes.
/// </summary>
public sealed class ModelRegistry
{
    private const long MostAnnotation = 1 << 20;

    private readonly IRegistryStore _store;
    private readonly string _directory;
    private readonly TimeProvider _time;

    /// <param name="location">The registry's folder, made when first saved to, or s3://BUCKET/PREFIX.</param>
    /// <param name="time">Names versions.</param>
    /// <exception cref="BundleException">It is neither.</exception>
    public ModelRegistry(string location, TimeProvider time)
        : this(RegistryLocation.Open(location, time), time)
    {
    }

    internal ModelRegistry(IRegistryStore store, TimeProvider time) =>
        (_store, _directory, _time) = (store, store.Name, time);

    /// <summary>
    /// Makes sure that a model of the stream could be saved now: better known before a training than after it. What saves left behind
    /// whose process died goes.
    /// </summary>
    /// <exception cref="BundleException">It could not; the message says why.</exception>
    public void CheckWritable(string stream)
    {
        RegistryWork.Change(Folder(stream), $"Models of {stream} cannot be saved in {_directory}", folder =>
        {
            folder.RemoveUnfinished();
            folder.Probe();
        });
    }

    /// <summary>Where a stream that runs may keep what it knows of its keys; made by whoever writes there.</summary>
    public string StateFolder(string stream) => Folder(stream).State;

    /// <summary>Takes what whoever retrains a stream holds, until its result is disposed or its process ends; null where another holds
    /// it.</summary>
    /// <exception cref="IOException">The registry cannot be written.</exception>
    public IDisposable? TakeLease(string stream, string why) => Folder(stream).TakeLease(
        $"{Environment.MachineName} {Environment.ProcessId}: {why}", _time.GetUtcNow());

    /// <summary>When that was taken last, by whomever; null where it never was.</summary>
    /// <exception cref="IOException">The registry cannot be read.</exception>
    public DateTimeOffset? LastLease(string stream) => Folder(stream).LastLease();

    /// <summary>Lays what was found out about a version beside its files, which it is none of; another of this name is replaced.</summary>
    /// <exception cref="BundleException">There is no such version, or the registry cannot be written.</exception>
    public void Annotate(string stream, string version, string name, ReadOnlyMemory<byte> content)
    {
        Existing(stream, version);
        RegistryWork.OrFail($"{name} of {version} of {stream} cannot be written in {_directory}",
            () => Folder(stream).Annotate(version, name, content));
    }

    /// <summary>What <see cref="Annotate"/> laid beside a version's files; null where there is none of this name.</summary>
    /// <exception cref="BundleException">There is no such version, or it cannot be read.</exception>
    public byte[]? ReadAnnotation(string stream, string version, string name)
    {
        Existing(stream, version);
        return RegistryWork.OrFail($"{name} of {version} of {stream} in {_directory} cannot be read",
            () => Folder(stream).ReadAnnotation(version, name, MostAnnotation));
    }

    /// <summary>Saves a bundle as a new version of a stream; it serves when it is promoted.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="pack">Makes the bundle's files of the time at which it is saved, the manifest last.</param>
    /// <returns>The version.</returns>
    /// <exception cref="BundleException">The stream's name cannot be one, the folder
    /// cannot be written, or another process keeps it locked.</exception>
    internal string Save(string stream, Func<DateTimeOffset, IReadOnlyList<(string Name, byte[] Content)>> pack)
    {
        return RegistryWork.Change(Folder(stream), $"The model of {stream} cannot be saved in {_directory}", folder =>
        {
            folder.RemoveUnfinished();
            DateTimeOffset now = _time.GetUtcNow();
            IReadOnlyList<(string Name, byte[] Content)> files = pack(now);

            // Versions must sort by age even if two are saved within a second or the clock is set back.
            string version = RegistryNames.Version(RegistryNames.After(now, folder.Versions()), FileHash.Of(files[^1].Content));
            folder.Write(version, files);
            return version;
        });
    }

    /// <summary>Reads and verifies a version of a stream, its golden scores on the CPU as well; the one that serves where none is
    /// named.</summary>
    /// <exception cref="BundleException">There is none, or it is damaged: the message names the file and the reason.</exception>
    public Bundle Load(string stream, string? version = null)
    {
        Bundle bundle = Open(stream, version);
        bundle.CreateScorer(1, "cpu").Dispose();
        return bundle;
    }

    /// <summary>The same, but for the golden scores, which whoever makes a scorer of it learns about.</summary>
    /// <exception cref="BundleException">There is none, or it is damaged: the message names the file and the reason.</exception>
    public Bundle Open(string stream, string? version = null)
    {
        version ??= Read(stream, RegistryPointer.Current)
            ?? throw new BundleException($"The stream {stream} has no model in {_directory} that serves; "
                + $"\"detector train --stream {stream}\" makes one.");
        string folder = Existing(stream, version);
        try
        {
            return BundleReader.Read(folder);
        }
        catch (BundleException e)
        {
            throw new BundleException($"The model {folder} is refused. {e.Message}", e);
        }
    }

    /// <summary>A version's report, a page of HTML; null where it has none. Nothing of the version is checked.</summary>
    /// <exception cref="BundleException">There is no such version, or the report cannot be read.</exception>
    public byte[]? Report(string stream, string version)
    {
        string file = Path.Combine(Existing(stream, version), BundleFiles.Report);
        return File.Exists(file) ? RegistryWork.OrFail($"{file} cannot be read", () => PlainFile.Read(file)) : null;
    }

    /// <summary>What a pointer names; null where there is no such pointer. It costs next to nothing.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    public string? Read(string stream, RegistryPointer pointer) => Folder(stream).Read(pointer);

    /// <summary>The same; null where it is damaged, too.</summary>
    public string? ReadIfWhole(string stream, RegistryPointer pointer) => RegistryWork.ReadIfWhole(Folder(stream), pointer);

    /// <summary>The threshold that was set for the model that serves; null where its own, of its training, is in force. What
    /// <see cref="Read(string, RegistryPointer)"/> says of the pointer changes whenever this does, or the model.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    public StoredThreshold? Threshold(string stream) =>
        Read(stream, RegistryPointer.Threshold) is { } version && StoredThreshold.Read(FileOf(stream, version)) is var stored
            && stored.Model == Read(stream, RegistryPointer.Current) ? stored : null;

    /// <summary>The threshold that is in force for a model where it serves: the one set for it, or its own.</summary>
    /// <exception cref="BundleException">The one set is damaged.</exception>
    public Threshold ThresholdOf(string stream, Bundle bundle) => Threshold(stream) is { } stored && stored.Model == bundle.Version
        ? stored.Threshold : bundle.Threshold;

    /// <summary>The versions of a stream, or of every stream, the oldest first.</summary>
    public IReadOnlyList<BundleInfo> List(string? stream = null)
    {
        if (stream is null)
        {
            return [.. Streams().SelectMany(name => List(name))];
        }

        IStreamStore folder = Folder(stream);
        (RegistryPointer Pointer, string? Version)[] pointers = [.. Enum.GetValues<RegistryPointer>()
            .Select(pointer => (pointer, RegistryWork.ReadIfWhole(folder, pointer)))];
        return RegistryWork.OrFail($"The models of {stream} in {_directory} cannot be read", () => (IReadOnlyList<BundleInfo>)
        [
            .. from version in folder.Versions()
               let there = folder.FindManifest(version)
               where there is not null
               select BundleInfo.Of(stream, there, [.. pointers.Where(p => p.Version == version).Select(p => p.Pointer)]),
        ]);
    }

    /// <summary>Folders of a stream, or of every stream, that are no versions and are left out, and why.</summary>
    public IReadOnlyList<string> Strays(string? stream = null) =>
        [.. (stream is null ? Streams() : [stream])
            .SelectMany(name => Folder(name).Strays().Select(stray => Path.Combine(_directory, name, stray)))];

    /// <summary>The moves of a stream's pointers, the oldest first, and the numbers of lines that none can be read from.</summary>
    /// <exception cref="BundleException">The history cannot be read.</exception>
    public (IReadOnlyList<PointerMove> Moves, IReadOnlyList<int> Unreadable) History(string stream) =>
        RegistryWork.OrFail($"The history of {stream} in {_directory} cannot be read", () => Folder(stream).ReadHistory());

    /// <summary>Makes a version the one that serves, whichever does; its own threshold is then in force.</summary>
    /// <exception cref="BundleException">There is no such version, it is damaged, or the registry cannot be written.</exception>
    public void Promote(string stream, string version, Change change) => Promote(stream, version, null, change);

    /// <summary>
    /// Makes a version the one that serves, unless another serves than the caller knows of, or that one is pinned
    /// (<see cref="Pinned"/>): for programs, not for people.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The version.</param>
    /// <param name="expected">The version that serves; null: none does.</param>
    /// <param name="change">Who and why.</param>
    /// <returns>Whether it serves.</returns>
    /// <exception cref="BundleException">There is no such version, it is damaged, what is pinned cannot be read, or the registry cannot be
    /// written.</exception>
    public bool TryPromote(string stream, string version, string? expected, Change change) => Promote(
        stream, version,
        folder => folder.Read(RegistryPointer.Current) == expected
            && (expected is null || expected == version || folder.Read(RegistryPointer.Pinned) != expected),
        change);

    /// <summary>Lets the version serve again that served before, whatever is pinned.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="BundleException">None did, it is damaged, or the registry cannot be written.</exception>
    public string RollBack(string stream, Change change)
    {
        string previous = Read(stream, RegistryPointer.Previous)
            ?? throw new BundleException($"No model of {stream} served before the one that does; "
                + $"\"detector models promote --stream {stream} VERSION\" names one.");
        return Promote(stream, previous, folder => folder.Read(RegistryPointer.Previous) == previous, change)
            ? previous
            : throw new BundleException($"Another model of {stream} was promoted meanwhile; look at it and try again.");
    }

    /// <summary>The version that serves where it is pinned, so that no program lets another serve; null where it is not.</summary>
    /// <exception cref="BundleException">What names it is damaged.</exception>
    public string? Pinned(string stream) =>
        Read(stream, RegistryPointer.Pinned) is { } pinned && pinned == Read(stream, RegistryPointer.Current) ? pinned : null;

    /// <summary>Pins the version that serves: <see cref="TryPromote"/> refuses another. A person's promotion of another ends it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The version; null: none is pinned any more.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="BundleException">Another serves, or the registry cannot be written.</exception>
    public void Pin(string stream, string? version, Change change)
    {
        string failure = $"{version ?? "No model"} of {stream} cannot be pinned in {_directory}";
        RegistryWork.Change(Folder(stream), failure, folder =>
        {
            if (version is not null && folder.Read(RegistryPointer.Current) is var serving && serving != version)
            {
                throw new BundleException($"{failure}: only what serves can be, which {serving ?? "no model"} does.");
            }

            folder.Move(RegistryPointer.Pinned, version, _time.GetUtcNow(), change);
        });
    }

    /// <summary>What retention keeps of a stream and why, and what it does not, the oldest first. Nothing is removed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="keep">So many of the latest sound versions are kept, 1 at least, besides those that serve, served, are pinned or
    /// want to serve.</param>
    /// <exception cref="BundleException">The history cannot be read, so that it is not known which served.</exception>
    public IReadOnlyList<RetainedVersion> Retention(string stream, int keep) =>
        RegistryWork.OrFail(
            $"The models of {stream} in {_directory} cannot be read", () => RetainedVersion.Of(stream, Folder(stream), keep));

    /// <summary>Removes what <see cref="Retention"/> does not keep.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="keep">The same.</param>
    /// <returns>What was kept, and what was removed.</returns>
    /// <exception cref="BundleException">The history cannot be read, or the registry cannot be written.</exception>
    public IReadOnlyList<RetainedVersion> Prune(string stream, int keep)
    {
        return RegistryWork.Change(Folder(stream), $"The models of {stream} in {_directory} cannot be removed", folder =>
        {
            folder.RemoveUnfinished();
            IReadOnlyList<RetainedVersion> all = RetainedVersion.Of(stream, folder, keep);
            foreach (RetainedVersion version in all.Where(version => version.Why is null))
            {
                folder.Remove(version.Version);
            }

            return all;
        });
    }

    /// <summary>Notes a version as one that wants to serve.</summary>
    /// <exception cref="BundleException">There is no such version, or the registry cannot be written.</exception>
    public void Challenge(string stream, string version, Change change)
    {
        Existing(stream, version);
        RegistryWork.Change(
            Folder(stream), $"{version} of {stream} cannot be noted in {_directory}",
            folder => folder.Move(RegistryPointer.Challenger, version, _time.GetUtcNow(), change));
    }

    /// <summary>A version no longer wants to serve.</summary>
    /// <exception cref="BundleException">The registry cannot be written.</exception>
    public void Withdraw(string stream, string version, Change change)
    {
        RegistryWork.Change(Folder(stream), $"{version} of {stream} cannot be withdrawn in {_directory}", folder =>
        {
            if (RegistryWork.ReadIfWhole(folder, RegistryPointer.Challenger) == version)
            {
                folder.Move(RegistryPointer.Challenger, null, _time.GetUtcNow(), change);
            }
        });
    }

    /// <summary>Sets the threshold of the model that serves.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="model">The version that serves.</param>
    /// <param name="expected">What <see cref="RegistryPointer.Threshold"/> names; null: nothing.</param>
    /// <param name="origin">What the threshold is made of.</param>
    /// <param name="make">Makes it, given its version.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="BundleException">Another model serves or another threshold is set than the caller knows of, or the registry
    /// cannot be written.</exception>
    public StoredThreshold SetThreshold(
        string stream, string model, string? expected, ThresholdOrigin origin, Func<string, Threshold> make, Change change)
    {
        string failure = $"The threshold of {stream} cannot be set in {_directory}";
        Existing(stream, model);
        return RegistryWork.Change(Folder(stream), failure, folder =>
        {
            if (folder.Read(RegistryPointer.Current) is var serving && serving != model)
            {
                throw new BundleException($"{failure}: it is for {model}, but {serving ?? "no model"} serves by now.");
            }

            if (RegistryWork.ReadIfWhole(folder, RegistryPointer.Threshold) is var set && set != expected)
            {
                throw new BundleException(
                    $"{failure}: {set ?? "none"} is set by now, not {expected ?? "none"}; look at it and try again.");
            }

            DateTimeOffset now = _time.GetUtcNow();
            string version = RegistryNames.Threshold(RegistryNames.After(now, folder.ThresholdVersions()));
            var stored = new StoredThreshold
            {
                Threshold = make(version),
                Model = model,
                Origin = origin,
                Created = now,
                By = change.By,
                Why = change.Why,
            };
            if (RecordCheck.Find(stored) is { } problem)
            {
                throw new BundleException($"{failure}: {problem}.");
            }

            folder.WriteThreshold(version, BundleJson.Write(stored));
            folder.Move(RegistryPointer.Threshold, version, now, change);
            return stored;
        });
    }

    /// <summary>Lets the serving model's own threshold be in force again.</summary>
    /// <exception cref="BundleException">The registry cannot be written.</exception>
    public void UnsetThreshold(string stream, Change change)
    {
        RegistryWork.Change(
            Folder(stream), $"The threshold of {stream} cannot be set in {_directory}",
            folder => folder.Move(RegistryPointer.Threshold, null, _time.GetUtcNow(), change));
    }

    private bool Promote(string stream, string version, Func<IStreamStore, bool>? may, Change change)
    {
        Load(stream, version);
        return RegistryWork.Change(Folder(stream), $"{version} of {stream} cannot be promoted in {_directory}", folder =>
        {
            if (may?.Invoke(folder) == false)
            {
                return false;
            }

            DateTimeOffset now = _time.GetUtcNow();
            if (RegistryWork.ReadIfWhole(folder, RegistryPointer.Current) is { } before && before != version)
            {
                folder.Move(RegistryPointer.Previous, before, now, change);
            }

            // A threshold is about one model's scores. It goes last: for another model it is not in force anyway.
            bool isOther = RegistryWork.ReadIfWhole(folder, RegistryPointer.Current) != version;
            folder.Move(RegistryPointer.Current, version, now, change);
            if (isOther)
            {
                folder.Move(RegistryPointer.Threshold, null, now, change);
            }

            if (RegistryWork.ReadIfWhole(folder, RegistryPointer.Pinned) is { } pinned && pinned != version)
            {
                folder.Move(RegistryPointer.Pinned, null, now, change);
            }

            if (RegistryWork.ReadIfWhole(folder, RegistryPointer.Challenger) == version)
            {
                folder.Move(RegistryPointer.Challenger, null, now, change);
            }

            return true;
        });
    }

    private IEnumerable<string> Streams() => RegistryWork.OrFail($"{_directory} cannot be read", () => _store.Streams().ToArray());

    private string FileOf(string stream, string threshold) =>
        RegistryWork.OrFail($"{threshold} of {stream} in {_directory} cannot be read", () => Folder(stream).OfThreshold(threshold));

    private IStreamStore Folder(string stream) => _store.Of(stream);

    private string Existing(string stream, string version) =>
        RegistryWork.OrFail($"{version} of {stream} in {_directory} cannot be read", () => Folder(stream).Find(version))
            ?? throw new BundleException($"The stream {stream} has no version {version} in {_directory}; "
                + "\"detector models list\" shows those it has.");
}
