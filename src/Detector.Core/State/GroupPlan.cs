using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>Aggregates by the same key or pair of keys: what is kept of an event for them, and what it costs.</summary>
internal sealed class GroupPlan
{
    private const int SmallestRoom = 4;
    private const int LargestSmallRoom = 32;
    private const int MomentWords = 8;

    /// <param name="schema">The schema.</param>
    /// <param name="aggregates">Indexes of the aggregates; all by the same.</param>
    public GroupPlan(Schema schema, int[] aggregates)
    {
        SchemaSettings settings = schema.Settings;
        int[] keys = schema.Inputs.Keys[aggregates[0]];
        (FirstKey, SecondKey) = (keys[0], keys.Length > 1 ? keys[1] : -1);
        IsOfVerdicts = settings.Aggregates[aggregates[0]].IsOfVerdicts;
        HorizonMs = aggregates.Max(index => (long)settings.Aggregates[index].Window.TotalMilliseconds);
        EventsAKey = settings.State.EventsPerKey;
        List<int> columns = [];
        List<int> distances = [];
        List<long> windows = [];
        List<(int Column, int Window)> moments = [];
        List<(int, int)> squared = [];
        Outputs = [.. aggregates.Select(index => OutputOf(settings.Aggregates[index], settings.Fields.Count + index, 
            IsOfVerdicts ? schema.InputCount : schema.Inputs.Values[index]))];
        (Columns, Distances, WindowsMs) = ([.. columns], [.. distances], [.. windows]);
        Moments = [.. moments.Select(part => (part.Column, part.Window, squared.Contains(part)))];
        Rooms = [.. RoomsFor(EventsAKey)];

        GroupOutput OutputOf(AggregateSettings aggregate, int target, int value)
        {
            int window = IndexIn(windows, (long)aggregate.Window.TotalMilliseconds);
            int column = value < 0 ? -1 : IndexIn(columns, value);
            bool isSquared = aggregate.Kind is AggregateKind.StandardDeviation or AggregateKind.Deviation;
            bool isOfMoments = isSquared
                || aggregate.Kind is AggregateKind.Sum or AggregateKind.Mean or AggregateKind.Ratio || IsOfVerdicts;
            if (isSquared)
            {
                squared.Add((column, window));
            }

            return new()
            {
                Kind = aggregate.Kind,
                Window = window,
                Target = target,
                Column = column,
                Part = isOfMoments ? IndexIn(moments, (column, window))
                    : aggregate.Kind == AggregateKind.Distinct ? IndexIn(distances, column) : -1,
            };
        }
    }

    /// <summary>Where the key stands in a decoded row.</summary>
    public int FirstKey { get; }

    /// <summary>Where the other key of a pair stands; -1 where there is one key.</summary>
    public int SecondKey { get; }

    /// <summary>
    /// Whether what is kept are verdicts on events instead of events; a verdict stands behind the decoded row that it is about.
    /// </summary>
    public bool IsOfVerdicts { get; }

    /// <summary>The windows.</summary>
    public long[] WindowsMs { get; }

    /// <summary>The longest window.</summary>
    public long HorizonMs { get; }

    /// <summary>At most so many events are kept of a key, beside the one at hand.</summary>
    public int EventsAKey { get; }

    /// <summary>Where the values that are kept stand in a decoded row.</summary>
    public int[] Columns { get; }

    /// <summary>Columns of which is also kept how many events ago the same value was.</summary>
    public int[] Distances { get; }

    /// <summary>Column and window of each sum that is kept up to date, and whether that of the squares is, too.</summary>
    public (int Column, int Window, bool Squares)[] Moments { get; }

    public GroupOutput[] Outputs { get; }

    /// <summary>[sizes] for how many events a block of each size has room, and how many of these are used at most.</summary>
    public (int Room, int Most)[] Rooms { get; }

    /// <summary>Numbers of 8 bytes that an event takes: its time, its values, distances.</summary>
    public int EventWords => 1 + Columns.Length + Distances.Length;

    /// <summary>Where the events stand in a block of a size, behind its sums; those with few events add them up each time.</summary>
    public int SumWords(int size) => Rooms[size].Room > LargestSmallRoom ? MomentWords * Moments.Length : 0;

    /// <summary>Numbers of 8 bytes that a block of a size has.</summary>
    public int BlockWords(int size) => SumWords(size) + (Rooms[size].Room * EventWords);

    /// <summary>Bytes that a key with so many events takes.</summary>
    public long BytesAKey(int events)
    {
        int size = 0;
        while (size + 1 < Rooms.Length && Rooms[size].Most < events)
        {
            size++;
        }

        return KeyTable.BytesAKey + (8L * BlockWords(size));
    }

    // Each half, or a third, larger than the one before. A larger block keeps a quarter free, so that moving its events back to its
    // beginning is rare.
    private static IEnumerable<(int Room, int Most)> RoomsFor(int events)
    {
        for (int room = SmallestRoom; ; room = (room & (room - 1)) == 0 ? room / 2 * 3 : room / 3 * 4)
        {
            int most = room > LargestSmallRoom ? room / 4 * 3 : room;
            if (most > events)
            {
                int last = events + 1;
                yield return (last > LargestSmallRoom ? last + (last / 3) : last, last);
                yield break;
            }

            yield return (room, most);
        }
    }

    private static int IndexIn<T>(List<T> list, T item)
    {
        int index = list.IndexOf(item);
        if (index < 0)
        {
            index = list.Count;
            list.Add(item);
        }

        return index;
    }
}
