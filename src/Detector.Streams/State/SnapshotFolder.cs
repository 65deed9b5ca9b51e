using System.Globalization;
using Detector.Core.Offsets;

namespace Detector.Streams.State;

/// <summary>
/// A stream's snapshots as files, TOPIC-PARTITION-OFFSET.state: each is there whole or not at all. Of a partition the last two stay, as
/// the newest may be ahead of what the group has committed when it is needed.
/// </summary>
/// <param name="path">The folder; made when first written to.</param>
/// <param name="topics">Names of the stream's topics.</param>
internal sealed class SnapshotFolder(string path, IReadOnlyList<string> topics) : ISnapshots
{
    private const string Extension = ".state";
    private const string Partial = ".partial";
    private const int Kept = 2;

    /// <inheritdoc/>
    public Task<Snapshot?> FindAsync(TopicPartition partition, long most)
    {
        foreach (Snapshot ahead in All(partition).Where(snapshot => snapshot.Offset > most))
        {
            ahead.Remove();
        }

        return Task.FromResult(All(partition).Where(snapshot => snapshot.Offset <= most).MaxBy(snapshot => snapshot.Offset));
    }

    /// <inheritdoc/>
    public void Write(TopicPartition partition, long offset, StateCopy state, TimeSpan patience)
    {
        Directory.CreateDirectory(path);
        string name = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix(partition)}{offset}{Extension}"));
        string partial = $"{name}.{Environment.ProcessId}{Partial}";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                state.CopyTo(file);
            }

            File.Move(partial, name, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        foreach (Snapshot old in All(partition).OrderByDescending(snapshot => snapshot.Offset).Skip(Kept))
        {
            old.Remove();
        }
    }

    public void Dispose()
    {
    }

    private static Stream Open(string file) =>
        new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);

    // One that cannot be removed is left.
    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
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
              select new Snapshot(
                  file, long.Parse(digits, CultureInfo.InvariantCulture), () => Open(file), () => Delete(file))
            : [];
    }

    private string Prefix(TopicPartition partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{topics[partition.Topic]}-{partition.Partition}-");
}
