using System.Text;
using Detector.Models.Training;

namespace Detector.Models.Bundles;

/// <summary>
/// The folder where bundles live: DIRECTORY/STREAM/VERSION/, and DIRECTORY/STREAM/current, which names the version that serves.
/// A bundle is there whole or not at all, whenever the power goes.
/// </summary>
/// <param name="directory">The registry's folder; made when first saved to.</param>
/// <param name="time">Names versions.</param>
public sealed class ModelRegistry(string directory, TimeProvider time)
{
    private const string Current = "current";
    private const string Unfinished = ".new-";

    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>Saves a model as a new version of a stream; the first one serves at once.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="BundleException">The stream's name cannot be one, the folder cannot be written, or another process keeps it locked.</exception>
    public string Save(string stream, TrainedModel model)
    {
        string folder = Folder(stream);
        try
        {
            return Save(stream, folder, model);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The model of {stream} cannot be saved in {_directory}: {e.Message}", e);
        }
    }

    /// <summary>Reads and verifies a version of a stream; the one that serves where none is named.</summary>
    /// <exception cref="BundleException">There is none, or it is damaged: the message names the file and the reason.</exception>
    public Bundle Load(string stream, string? version = null)
    {
        string folder = Existing(stream, version ?? CurrentVersion(stream));
        try
        {
            return BundleReader.Read(folder);
        }
        catch (BundleException e)
        {
            throw new BundleException($"The model {folder} is refused. {e.Message}", e);
        }
    }

    /// <summary>Whether a version of the stream serves.</summary>
    public bool HasCurrent(string stream) => File.Exists(Path.Combine(Folder(stream), Current));

    /// <summary>The versions of a stream, or of every stream, the oldest first.</summary>
    public IReadOnlyList<BundleInfo> List(string? stream = null)
    {
        if (stream is null)
        {
            return Directory.Exists(_directory)
                ? [.. Directory.EnumerateDirectories(_directory).Select(Path.GetFileName).Where(RegistryNames.IsStream!).Order(StringComparer.Ordinal).SelectMany(List)]
                : [];
        }

        string? current = HasCurrent(stream) ? File.ReadAllText(Path.Combine(Folder(stream), Current)).Trim() : null;
        return [.. Versions(Folder(stream)).Select(version => Info(stream, version, version == current))];
    }

    /// <summary>Makes a version the one that serves, in one step: a reader sees the old or the new.</summary>
    /// <exception cref="BundleException">There is no such version, or it is damaged.</exception>
    public void Promote(string stream, string version)
    {
        string folder = Folder(stream);
        Load(stream, version);
        using IDisposable held = StreamLock.Take(folder);
        SetCurrent(folder, version);
    }

    private string Save(string stream, string folder, TrainedModel model)
    {
        Directory.CreateDirectory(folder);
        DurableFiles.FlushDirectory(_directory);
        using IDisposable held = StreamLock.Take(folder);
        RemoveUnfinished(folder);

        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<(string Name, byte[] Content)> files = BundlePacker.Pack(stream, model, now);
        string version = RegistryNames.Version(AfterLast(folder, now), BundlePacker.Hash(files[^1].Content));
        string unfinished = Path.Combine(folder, Unfinished + version);
        Directory.CreateDirectory(unfinished);
        foreach ((string name, byte[] content) in files)
        {
            DurableFiles.Write(Path.Combine(unfinished, name), content);
        }

        DurableFiles.FlushDirectory(unfinished);
        Directory.Move(unfinished, Path.Combine(folder, version));
        DurableFiles.FlushDirectory(folder);
        if (!HasCurrent(stream))
        {
            SetCurrent(folder, version);
        }

        return version;
    }

    private static void SetCurrent(string folder, string version) =>
        DurableFiles.Replace(Path.Combine(folder, Current), Encoding.ASCII.GetBytes(version + "\n"));

    private static BundleInfo Info(string stream, string version, string folder, bool isCurrent)
    {
        try
        {
            return new BundleInfo(stream, version, isCurrent, BundleReader.ReadManifest(folder), null);
        }
        catch (BundleException e)
        {
            return new BundleInfo(stream, version, isCurrent, null, e.Message);
        }
    }

    private BundleInfo Info(string stream, string version, bool isCurrent) => Info(stream, version, Path.Combine(Folder(stream), version), isCurrent);

    /// <summary>The version of a stream that serves.</summary>
    /// <exception cref="BundleException">None does, or the file that names it is damaged.</exception>
    public string CurrentVersion(string stream)
    {
        string file = Path.Combine(Folder(stream), Current);
        if (!File.Exists(file))
        {
            throw new BundleException($"The stream {stream} has no model in {_directory}; \"detector train --stream {stream}\" makes one.");
        }

        string content = File.ReadAllText(file);
        return content.EndsWith('\n') && RegistryNames.IsVersion(content.TrimEnd('\n'))
            ? content.TrimEnd('\n')
            : throw new BundleException($"{file} is damaged: it holds \"{content}\" instead of a version; \"detector models promote\" names one.");
    }

    private string Existing(string stream, string version)
    {
        string folder = Path.Combine(Folder(stream), RegistryNames.CheckVersion(version));
        return Directory.Exists(folder)
            ? folder
            : throw new BundleException($"The stream {stream} has no version {version} in {_directory}; \"detector models list\" shows those it has.");
    }

    private string Folder(string stream) => Path.Combine(_directory, RegistryNames.CheckStream(stream));

    private static IEnumerable<string> Versions(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(RegistryNames.IsVersion).Order(StringComparer.Ordinal)
        : [];

    // Versions must sort by age even if two are saved within a second or the clock is set back.
    private static DateTimeOffset AfterLast(string folder, DateTimeOffset now)
    {
        DateTimeOffset earliest = Versions(folder).LastOrDefault() is { } last ? RegistryNames.SavedAt(last).AddSeconds(1) : now;
        return now > earliest ? now : earliest;
    }

    private static void RemoveUnfinished(string folder)
    {
        foreach (string leftover in Directory.EnumerateDirectories(folder, Unfinished + "*"))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }
}
