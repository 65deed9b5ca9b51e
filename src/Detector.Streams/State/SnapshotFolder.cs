using System.Globalization;
using Detector.Core.Offsets;

namespace Detector.Streams.State;

/// <summary>
/// A stream's snapshots as files, TOPIC-PARTITION-OFFSET.state: each is there whole or not at all. Of a partition the last two stay, as
/// the newest may be ahead of what the group has committed when it is needed.
/// </summary>
/// <param name="path">The folder; made when first written to.</param>
/// <param name="topics">Names of the stream's topics.</param>
internal sealed class SnapshotFolder(string path, IReadOnlyList<string> topics)
{
    private const string Extension = ".state";
    private const string Partial = ".partial";
    private const int Kept = 2;

    /// <summary>The newest snapshot of a partition that has seen nothing behind an offset; null where there is none.</summary>
    public Snapshot? Latest(TopicPartition partition, long most) =>
        All(partition).Where(snapshot => snapshot.Offset <= most).MaxBy(snapshot => snapshot.Offset);

    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream Open(Snapshot snapshot) =>
        new FileStream(snapshot.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);

    /// <summary>Writes a snapshot and removes those that are no longer needed. Any thread, one at a time.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(TopicPartition partition, long offset, Action<Stream> save)
    {
        Directory.CreateDirectory(path);
        string name = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix(partition)}{offset}{Extension}"));
        string partial = $"{name}.{Environment.ProcessId}{Partial}";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                save(file);
            }

            File.Move(partial, name, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        foreach (Snapshot old in All(partition).OrderByDescending(snapshot => snapshot.Offset).Skip(Kept))
        {
            Delete(old);
        }
    }

    /// <summary>Removes a partition's snapshots that have seen what is behind an offset: they are of events that come again, or of another
    /// topic of this name.</summary>
    public void DeleteAfter(TopicPartition partition, long offset)
    {
        foreach (Snapshot snapshot in All(partition).Where(snapshot => snapshot.Offset > offset))
        {
            Delete(snapshot);
        }
    }

    /// <summary>Removes a snapshot; one that cannot be removed is left.</summary>
    public static void Delete(Snapshot snapshot)
    {
        try
        {
            File.Delete(snapshot.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is of no use, and does no harm.
        }
    }

    private IEnumerable<Snapshot> All(TopicPartition partition)
    {
        string prefix = Prefix(partition);
        return Directory.Exists(path)
            ? from file in Directory.EnumerateFiles(path, prefix + "*" + Extension)
              let digits = Path.GetFileName(file)[prefix.Length..^Extension.Length]
              where long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _)
              select new Snapshot(file, long.Parse(digits, CultureInfo.InvariantCulture))
            : [];
    }

    private string Prefix(TopicPartition partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{topics[partition.Topic]}-{partition.Partition}-");
}

/// <summary>A saved state of a partition.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Offset">The offset behind the last event that it has seen.</param>
internal sealed record Snapshot(string Path, long Offset);
