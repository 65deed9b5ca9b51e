using System.Text;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>A stream's folder in a registry: versions, thresholds, and pointers with their history. Whoever changes anything holds its
/// lock.</summary>
/// <param name="registry">The registry's folder.</param>
/// <param name="stream">The stream's name.</param>
internal sealed class StreamFolder(string registry, string stream) : IStreamStore
{
    private const string Unfinished = ".new-";
    private const string Leaving = ".gone-";
    private const string Thresholds = "thresholds";
    private const string StateName = "state";

    // A pointer is one line; anything longer is none.
    private const int MostPointerBytes = 256;

    private readonly PointerHistory _history = new(System.IO.Path.Combine(registry, RegistryNames.CheckStream(stream)));

    public string Path { get; } = System.IO.Path.Combine(registry, RegistryNames.CheckStream(stream));

    /// <summary>What streams keep beside their models.</summary>
    public string State => System.IO.Path.Combine(Path, StateName);

    private string Lease => System.IO.Path.Combine(Path, ".retraining");

    /// <summary>Versions of bundles, the oldest first.</summary>
    public IReadOnlyList<string> Versions() => [.. Names().Where(RegistryNames.IsVersion).Order(StringComparer.Ordinal)];

    /// <summary>Folders that a registry does not make.</summary>
    public IReadOnlyList<string> Strays() =>
        [.. Names().Where(name => name is not (Thresholds or StateName) && !RegistryNames.IsVersion(name)
            && !name.StartsWith(Unfinished, StringComparison.Ordinal)
            && !name.StartsWith(Leaving, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Versions of thresholds, in any order.</summary>
    public IEnumerable<string> ThresholdVersions()
    {
        string folder = System.IO.Path.Combine(Path, Thresholds);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
                .Where(RegistryNames.IsThreshold)
            : [];
    }

    /// <inheritdoc/>
    public string? Find(string version) => Directory.Exists(Of(version)) ? Of(version) : null;

    /// <inheritdoc/>
    public string? FindManifest(string version) => Find(version);

    /// <inheritdoc/>
    public long Bytes(string version) =>
        new DirectoryInfo(Of(version)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <inheritdoc/>
    public (IReadOnlyList<PointerMove> Moves, IReadOnlyList<int> Unreadable) ReadHistory() => _history.Read();

    /// <inheritdoc/>
    public void Annotate(string version, string name, ReadOnlyMemory<byte> content) =>
        DurableFiles.Replace(System.IO.Path.Combine(Of(version), name), content.Span);

    /// <inheritdoc/>
    public byte[]? ReadAnnotation(string version, string name, long most) =>
        System.IO.Path.Combine(Of(version), name) is var path && File.Exists(path) ? PlainFile.Read(path, most) : null;

    /// <inheritdoc/>
    public T Change<T>(Func<IStreamStore, T> act)
    {
        if (!Directory.Exists(Path))
        {
            Directory.CreateDirectory(Path);
            DurableFiles.FlushDirectory(registry);
        }

        using IDisposable held = StreamLock.Take(Path);
        return act(this);
    }

    /// <inheritdoc/>
    public IDisposable? TakeLease(string who, DateTimeOffset now) => FolderLease.Take(Lease, who, now);

    /// <inheritdoc/>
    public DateTimeOffset? LastLease() => FolderLease.Last(Lease);

    /// <summary>Folder of a version, whether it is there or not.</summary>
    private string Of(string version) => System.IO.Path.Combine(Path, RegistryNames.CheckVersion(version));

    /// <summary>File of a threshold, whether it is there or not.</summary>
    public string OfThreshold(string version) => System.IO.Path.Combine(Path, Thresholds, version + ".json");

    /// <summary>What a pointer names; null where there is no such pointer.</summary>
    /// <exception cref="BundleException">It is damaged.</exception>
    public string? Read(RegistryPointer pointer)
    {
        string file = FileOf(pointer);
        if (!File.Exists(file) && !Directory.Exists(file))
        {
            return null;
        }

        string content;
        try
        {
            content = Encoding.Latin1.GetString(PlainFile.Read(file, MostPointerBytes));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{file} is damaged: it cannot be read: {e.Message}; {WayOut(pointer)}.", e);
        }

        return content.EndsWith('\n') && IsName(pointer, content[..^1])
            ? content[..^1]
            : throw new BundleException($"{file} is damaged: it holds \"{Printable(content)}\" instead of a version; {WayOut(pointer)}.");
    }

    /// <summary>Lets a pointer name something else, or nothing, in one step: a reader sees the old or the new. What does not move is not
    /// noted.</summary>
    public void Move(RegistryPointer pointer, string? to, DateTimeOffset now, Change change)
    {
        string? from = RegistryWork.ReadIfWhole(this, pointer);
        string file = FileOf(pointer);
        if (from == to && (to is not null || !File.Exists(file)))
        {
            return;
        }

        _history.Note(new PointerMove(now, pointer, from, to, change.By, change.Why), () =>
        {
            if (to is null)
            {
                File.Delete(file);
                DurableFiles.FlushDirectory(Path);
            }
            else
            {
                DurableFiles.Replace(file, Encoding.ASCII.GetBytes(to + "\n"));
            }
        });
    }

    /// <summary>Writes some bytes and removes them: a disk that is full says so.</summary>
    public void Probe()
    {
        string file = System.IO.Path.Combine(Path, ".probe");
        DurableFiles.Replace(file, new byte[4096]);
        File.Delete(file);
    }

    /// <summary>Writes a new version's files: all of them, or nothing is left.</summary>
    public void Write(string version, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        string unfinished = System.IO.Path.Combine(Path, Unfinished + version);
        try
        {
            Directory.CreateDirectory(unfinished);
            foreach ((string name, byte[] content) in files)
            {
                DurableFiles.Write(System.IO.Path.Combine(unfinished, name), content);
            }

            DurableFiles.FlushDirectory(unfinished);
            Directory.Move(unfinished, Of(version));
        }
        catch
        {
            RemoveUnfinished();
            throw;
        }

        DurableFiles.FlushDirectory(Path);
    }

    /// <summary>Writes a new threshold's file.</summary>
    public void WriteThreshold(string version, byte[] content)
    {
        string file = OfThreshold(version);
        string folder = System.IO.Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        DurableFiles.FlushDirectory(Path);
        DurableFiles.Replace(file, content);
    }

    /// <summary>Removes a version: it is there whole, or not at all.</summary>
    public void Remove(string version)
    {
        string leaving = System.IO.Path.Combine(Path, Leaving + version);
        Directory.Move(Of(version), leaving);
        DurableFiles.FlushDirectory(Path);
        Directory.Delete(leaving, recursive: true);
    }

    /// <summary>Removes what saves and removals left behind whose process died.</summary>
    public void RemoveUnfinished()
    {
        foreach (string leftover in Directory.EnumerateDirectories(Path, Unfinished + "*")
            .Concat(Directory.EnumerateDirectories(Path, Leaving + "*")))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }

    internal static bool IsName(RegistryPointer pointer, string text) =>
        pointer == RegistryPointer.Threshold ? RegistryNames.IsThreshold(text) : RegistryNames.IsVersion(text);

    private static string WayOut(RegistryPointer pointer) => pointer switch
    {
        RegistryPointer.Threshold => "\"detector threshold set\" names one",
        RegistryPointer.Pinned => "\"detector models pin\" names one, and --off none",
        _ => "\"detector models promote\" names one",
    };

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || c > '~' ? '?' : c));

    private string FileOf(RegistryPointer pointer) => System.IO.Path.Combine(Path, pointer.ToString().ToLowerInvariant());

    private IEnumerable<string> Names() => Directory.Exists(Path) ? Directory.EnumerateDirectories(Path)
        .Select(path => System.IO.Path.GetFileName(path)) : [];
}
