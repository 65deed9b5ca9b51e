using System.Text.Json;
using Detector.Models.Objects;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>
/// A stream in an object store. A version's files are objects, the manifest written last and removed first, so that a version is there
/// where its manifest is. Pointers are one object, changed only where it is the one that was read; an object a change makes the history.
/// What never changes is kept in a folder of this machine, and held against its hashes whenever it is read.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="stream">The stream.</param>
/// <param name="cache">The folder.</param>
/// <param name="time">Tells how old what is known is.</param>
internal class ObjectStreamStore(IObjectStore objects, string stream, string cache, TimeProvider time) : IStreamStore
{
    private const string PointersName = "pointers.json";
    private const string LeaseName = "retraining.json";
    private const string Thresholds = "thresholds/";
    private const string HistoryFolder = "history/";
    private const int MostTries = 20;

    // Several pointers are asked for one after the other; another process's move is seen in time all the same.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // What lies without a manifest for so long is nobody's upload any more.
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    private readonly BundleCopies _copies = new(objects, stream, cache);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IReadOnlyList<PointerMove>> _entries = [];
    private (PointerState State, string? Tag, long At)? _known;

    /// <inheritdoc/>
    public string State => Path.Combine(cache, "state");

    /// <inheritdoc/>
    public IReadOnlyList<string> Versions() =>
        [.. List("").Select(one => one.Key.Split('/')).Where(parts => parts is [_, BundleFiles.Manifest])
            .Select(parts => parts[0]).Where(RegistryNames.IsVersion).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Strays() => [];

    /// <inheritdoc/>
    public IEnumerable<string> ThresholdVersions() =>
        List(Thresholds).Select(one => Path.GetFileNameWithoutExtension(one.Key)).Where(RegistryNames.IsThreshold);

    /// <inheritdoc/>
    public string? Find(string version) => _copies.Find(version);

    /// <inheritdoc/>
    public string? FindManifest(string version) => _copies.FindManifest(version);

    /// <inheritdoc/>
    public string OfThreshold(string version) => _copies.Find($"{Thresholds}{version}.json", "thresholds");

    /// <inheritdoc/>
    public long Bytes(string version) => List(version + "/").Sum(one => one.Bytes);

    /// <inheritdoc/>
    public virtual string? Read(RegistryPointer pointer)
    {
        try
        {
            lock (_gate)
            {
                return Named(Known(isToBeNew: false).State, pointer);
            }
        }
        catch (IOException e)
        {
            throw new BundleException($"What serves {stream} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public (IReadOnlyList<PointerMove> Moves, IReadOnlyList<int> Unreadable) ReadHistory()
    {
        PointerState state;
        lock (_gate)
        {
            state = Known(isToBeNew: true).State;
        }

        var moves = new List<PointerMove>();
        var unreadable = new List<int>();
        string[] keys = [.. List(HistoryFolder).Select(one => one.Key).Order(StringComparer.Ordinal)];
        for (int i = 0; i < keys.Length; i++)
        {
            if (Entry(keys[i]) is { } entry)
            {
                moves.AddRange(entry);
            }
            else
            {
                unreadable.Add(i + 1);
            }
        }

        moves.AddRange(keys.Contains(state.Entry) ? [] : state.Moves);
        return (moves, unreadable);
    }

    /// <inheritdoc/>
    public void Annotate(string version, string name, ReadOnlyMemory<byte> content) => objects.Put(Key($"{version}/{name}"), content);

    /// <inheritdoc/>
    public byte[]? ReadAnnotation(string version, string name, long most) =>
        objects.Get(Key($"{version}/{name}"))?.Content is not { } content ? null
        : content.Length <= most ? content
        : throw new IOException($"it has {content.Length} bytes, and {most} are the most that such a file may have");

    /// <inheritdoc/>
    public T Change<T>(Func<IStreamStore, T> act)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            (PointerState state, string? tag, _) = Anew();
            var transaction = new Transaction(objects, stream, cache, time, state);
            T result = act(transaction);
            if (transaction.Moves.Count == 0 || Commit(state, tag, transaction))
            {
                return result;
            }
        }

        throw new BundleException($"others change what serves {stream} all the time ({MostTries} tries)");
    }

    /// <inheritdoc/>
    public virtual void Move(RegistryPointer pointer, string? to, DateTimeOffset now, Change change) =>
        throw new InvalidOperationException("Pointers move within a change.");

    /// <inheritdoc/>
    public void Probe()
    {
        string key = Key(".probe-" + Guid.NewGuid().ToString("n"));
        var isNew = new PutCondition(null);
        objects.Put(key, new byte[64], isNew);
        bool isCareless = objects.Put(key, new byte[64], isNew) is not null;
        objects.Delete(key);
        if (isCareless)
        {
            throw new IOException($"{objects.Name}: the store writes over what is there, though it was asked not to (If-None-Match), so "
                + "that two processes could undo each other's promotions; another store is needed, or a directory");
        }
    }

    /// <inheritdoc/>
    public void Write(string version, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            objects.Put(Key($"{version}/{name}"), content);
        }
    }

    /// <inheritdoc/>
    public void WriteThreshold(string version, byte[] content)
    {
        if (objects.Put(Key($"{Thresholds}{version}.json"), content, new PutCondition(null)) is null)
        {
            throw new IOException($"the threshold {version} was made by another process meanwhile; try again");
        }
    }

    /// <inheritdoc/>
    public void Remove(string version)
    {
        objects.Delete(Key($"{version}/{BundleFiles.Manifest}"));
        foreach (ObjectEntry one in List(version + "/"))
        {
            objects.Delete(Key(one.Key));
        }
    }

    /// <inheritdoc/>
    public void RemoveUnfinished()
    {
        IReadOnlyList<ObjectEntry> all = List("");
        HashSet<string> whole = [.. all.Select(one => one.Key.Split('/')).Where(parts => parts is [_, BundleFiles.Manifest])
            .Select(parts => parts[0])];
        foreach (ObjectEntry one in all.Where(one => one.Key.Split('/') is [var version, _] && RegistryNames.IsVersion(version)
            && !whole.Contains(version) && time.GetUtcNow() - one.Written > LongestUpload))
        {
            objects.Delete(Key(one.Key));
        }
    }

    /// <inheritdoc/>
    public IDisposable? TakeLease(string who, DateTimeOffset now) => ObjectLease.Take(objects, Key(LeaseName), who, time);

    /// <inheritdoc/>
    public DateTimeOffset? LastLease() => ObjectLease.Last(objects, Key(LeaseName));

    private string Key(string name) => $"{stream}/{name}";

    private IReadOnlyList<ObjectEntry> List(string prefix) =>
        [.. objects.List(Key(prefix)).Select(one => one with { Key = one.Key[(stream.Length + 1)..] })];

    private (PointerState State, string? Tag, long At) Anew()
    {
        lock (_gate)
        {
            return Known(isToBeNew: true);
        }
    }

    private (PointerState State, string? Tag, long At) Known(bool isToBeNew)
    {
        if (_known is { } known && !isToBeNew && time.GetElapsedTime(known.At) < Fresh)
        {
            return known;
        }

        StoredObject? found = objects.Get(Key(PointersName), _known?.Tag);
        _known = found is null ? (PointerState.Empty, null, time.GetTimestamp())
            : found.Content is null ? _known!.Value with { At = time.GetTimestamp() }
            : (Checked(BundleJson.Read<PointerState>(found.Content, Key(PointersName))), found.Tag, time.GetTimestamp());
        return _known.Value;
    }

    private static PointerState Checked(PointerState state)
    {
        foreach (RegistryPointer pointer in Enum.GetValues<RegistryPointer>())
        {
            if (Named(state, pointer) is { } name && !StreamFolder.IsName(pointer, name))
            {
                throw new BundleException($"{PointersName} is damaged: {pointer} names \"{name}\" instead of a version.");
            }
        }

        return state;
    }

    private static string? Named(PointerState state, RegistryPointer pointer) => state.Pointers.GetValueOrDefault(pointer.ToString());

    // Whether it is this change that counts.
    private bool Commit(PointerState before, string? tag, Transaction transaction)
    {
        Note(before);
        PointerState after = transaction.After(before);
        string? made = objects.Put(Key(PointersName), BundleJson.Write(after), new PutCondition(tag));
        lock (_gate)
        {
            // Where no answer came and it was asked again, it stands in its own way.
            if (made is null && Known(isToBeNew: true).State.Commit != after.Commit)
            {
                return false;
            }

            _known = made is null ? _known : (after, made, time.GetTimestamp());
        }

        try
        {
            Note(after);
        }
        catch (IOException)
        {
            // It is made, and its moves are in the pointers' object until somebody notes them.
        }

        return true;
    }

    private void Note(PointerState state)
    {
        if (state.Moves.Count > 0 && !_entries.ContainsKey(state.Entry))
        {
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(state.Moves, PointerHistory.Options);
            objects.Put(Key(state.Entry), content, new PutCondition(null));
            lock (_gate)
            {
                _entries[state.Entry] = state.Moves;
            }
        }
    }

    private IReadOnlyList<PointerMove>? Entry(string key)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out IReadOnlyList<PointerMove>? known))
            {
                return known;
            }
        }

        try
        {
            PointerMove[]? read = JsonSerializer.Deserialize<PointerMove[]>(objects.Get(Key(key))?.Content ?? [], PointerHistory.Options);
            lock (_gate)
            {
                return read is null || Array.Exists(read, move => move is null) ? null : _entries[key] = read;
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What one change sees: what it has moved already, moved.
    private sealed class Transaction(
        IObjectStore objects, string stream, string cache, TimeProvider time, PointerState state)
        : ObjectStreamStore(objects, stream, cache, time)
    {
        private readonly Dictionary<string, string> _pointers = new(state.Pointers);

        public List<PointerMove> Moves { get; } = [];

        public override string? Read(RegistryPointer pointer) => _pointers.GetValueOrDefault(pointer.ToString());

        public override void Move(RegistryPointer pointer, string? to, DateTimeOffset now, Change change)
        {
            string? from = Read(pointer);
            if (from == to)
            {
                return;
            }

            Moves.Add(new PointerMove(now, pointer, from, to, change.By, change.Why));
            if (to is null)
            {
                _pointers.Remove(pointer.ToString());
            }
            else
            {
                _pointers[pointer.ToString()] = to;
            }
        }

        public PointerState After(PointerState before) => new()
        {
            Sequence = before.Sequence + 1, Commit = Guid.NewGuid().ToString("n"), Pointers = _pointers, Moves = Moves,
        };
    }
}
