using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Detector.Core.Offsets;
using Detector.Core.Sources;

namespace Detector.Streams.State;

/// <summary>
/// A stream's snapshots in a compacted topic, cut in chunks that are a message each. Of a partition there are two places for one, and a
/// new one takes the place of the older: so one is whole while another is written. One of which a chunk is missing, damaged or of
/// another writing is none. That brokers cannot be asked is found out once a minute, not with every snapshot.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="log">The topic.</param>
/// <param name="topics">Names of the stream's topics.</param>
internal sealed class SnapshotTopic(string stream, IChangelog log, IReadOnlyList<string> topics, TimeProvider time) : ISnapshots
{
    private const int Places = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TopicPartition, Known> _known = [];
    private readonly ConcurrentDictionary<long, bool> _refused = new(); // writings
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stop = new(); // never disposed: a search that comes late may still ask
    private readonly Attempts _toFind = new();
    private readonly Attempts _toWrite = new();
    private Task _searches = Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Snapshot?> FindAsync(TopicPartition partition, long most)
    {
        // One after the other: each takes a thread, and a snapshot's memory twice.
        Task<Snapshot?> search = _searches.ContinueWith(
            _ => Do(_toFind, Patience, cancellation => Find(partition, most, cancellation)), CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default);
        _searches = search;
        return search;
    }

    /// <inheritdoc/>
    public void Write(TopicPartition partition, long offset, StateCopy state, TimeSpan patience) => Do(_toWrite, patience, cancellation =>
    {
        // What one that is cut off leaves is looked at before the next.
        if (!_known.Remove(partition, out Known? known))
        {
            (known, _) = Look(partition, offset, cancellation);
        }

        // Where nothing is worth keeping, the other place is emptied.
        IReadOnlyList<ReadOnlyMemory<byte>> chunks = state.Chunks;
        int place = known.Best == 0 ? 1 : 0;
        int[] counts = [.. known.Counts];
        counts[place] = chunks.Count;
        counts[1 - place] = known.Best < 0 ? 0 : counts[1 - place];
        IEnumerable<(byte[], byte[]?)> records = Chunks(partition, place, offset, chunks)
            .Concat(Enumerable.Range(0, Places).SelectMany(i => Removals(partition, i, counts[i], known.Counts[i])));
        log.Write(partition.Partition, records, cancellation);
        _known[partition] = new Known(place, counts);
        return true;
    });

    public void Dispose()
    {
        _stop.Cancel();
        if (_gate.Wait(EndPatience))
        {
            log.Dispose();
        }
        else
        {
            _ = _gate.WaitAsync().ContinueWith(_ => log.Dispose(), TaskScheduler.Default); // a broker's answer has its own limit
        }
    }

    private T Do<T>(Attempts attempts, TimeSpan patience, Func<CancellationToken, T> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        stop.CancelAfter(patience);
        bool isIn = false;
        try
        {
            _gate.Wait(stop.Token);
            isIn = true;
            if (attempts.Failure is { } last && time.GetElapsedTime(last.At) < Patience)
            {
                throw new IOException(last.Problem);
            }

            T result = work(stop.Token);
            attempts.Failure = null;
            return result;
        }
        catch (Exception e) when (e is SourceFailedException or OperationCanceledException)
        {
            string problem = e is SourceFailedException ? e.Message : _stop.IsCancellationRequested ? "the stream stops"
                : string.Create(CultureInfo.InvariantCulture, $"the brokers take longer than {patience.TotalSeconds:0.#} s");
            if (isIn)
            {
                attempts.Failure = (problem, time.GetTimestamp());
            }

            throw new IOException(problem, e);
        }
        finally
        {
            if (isIn)
            {
                _gate.Release();
            }
        }
    }

    private Snapshot? Find(TopicPartition partition, long most, CancellationToken cancellation)
    {
        _known.Remove(partition);
        (Known known, Snapshot? best) = Look(partition, most, cancellation);
        _known[partition] = known;
        return best;
    }

    private (Known Known, Snapshot? Best) Look(TopicPartition partition, long most, CancellationToken cancellation)
    {
        var found = new SortedDictionary<int, SnapshotChunk?>[] { [], [] };
        string prefix = Prefix(partition);
        log.Read(partition.Partition, (in EventView message) => Note(message, prefix, found), cancellation);
        long[] offsets = [.. found.Select(chunks => OffsetOf(chunks) is var offset && offset <= most ? offset : -1)];
        int best = offsets.Max() < 0 ? -1 : Array.IndexOf(offsets, offsets.Max());
        var known = new Known(best, [.. found.Select(chunks => chunks.Count == 0 ? 0 : chunks.Keys.Last() + 1)]);
        if (best < 0)
        {
            return (known, null);
        }

        SnapshotChunk first = found[best][0]!;
        var state = new StateCopy(found[best].Values.Take(first.Count).Select(chunk => chunk!.Data));
        string name = string.Create(
            CultureInfo.InvariantCulture, $"of {topics[partition.Topic]}/{partition.Partition} at offset {first.Offset}, from its topic");
        return (known, new Snapshot(name, first.Offset, () => state, () => _refused[first.Writing] = true));
    }

    private IEnumerable<(byte[] Key, byte[]? Value)> Chunks(
        TopicPartition partition, int place, long offset, IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        long writing = BitConverter.ToInt64(Guid.NewGuid().ToByteArray());
        return chunks.Select((chunk, i) =>
            (Key(partition, place, i), (byte[]?)SnapshotChunk.Write(offset, writing, i, chunks.Count, chunk.Span)));
    }

    private IEnumerable<(byte[] Key, byte[]? Value)> Removals(TopicPartition partition, int place, int from, int to) =>
        Enumerable.Range(from, Math.Max(0, to - from)).Select(i => (Key(partition, place, i), (byte[]?)null));

    private void Note(in EventView message, string prefix, SortedDictionary<int, SnapshotChunk?>[] found)
    {
        string key = Encoding.UTF8.GetString(message.Key);
        if (key.StartsWith(prefix, StringComparison.Ordinal)
            && key[prefix.Length..].Split('\n') is [var place, var number]
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out int p) && p < Places
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int i))
        {
            found[p].Remove(i);
            if (!message.IsTombstone)
            {
                bool isOne = SnapshotChunk.TryRead(message.Payload, out SnapshotChunk? chunk) && !_refused.ContainsKey(chunk.Writing);
                found[p].Add(i, isOne ? chunk : null);
            }
        }
    }

    // The offset of the snapshot that chunks make; -1 where they make none.
    private static long OffsetOf(SortedDictionary<int, SnapshotChunk?> chunks)
    {
        if (chunks.GetValueOrDefault(0) is not { Count: > 0 } first)
        {
            return -1;
        }

        for (int i = 0; i < first.Count; i++)
        {
            if (chunks.GetValueOrDefault(i) is not { } chunk || chunk.Index != i || chunk.Writing != first.Writing
                || (i < first.Count - 1 && chunk.Data.Length != StateCopy.ChunkBytes))
            {
                return -1;
            }
        }

        return first.Offset;
    }

    private byte[] Key(TopicPartition partition, int place, int chunk) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix(partition)}{place}\n{chunk}"));

    private string Prefix(TopicPartition partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{stream}\n{topics[partition.Topic]}\n{partition.Partition}\n");

    private sealed class Attempts
    {
        public (string Problem, long At)? Failure { get; set; }
    }

    /// <param name="Best">The place of the newest whole one; -1 where none is.</param>
    /// <param name="Counts">Chunks that are in each place.</param>
    private sealed record Known(int Best, int[] Counts);
}
