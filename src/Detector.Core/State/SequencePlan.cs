using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>What is kept of a key's rows, so that each of its events ends a sequence.</summary>
internal sealed class SequencePlan
{
    private const int SmallestRoom = 4;
    private const int FewestSpare = 4;
    private const long LongestReachMs = 100L * 365 * 86_400_000;

    public SequencePlan(Schema schema, WindowSettings window)
    {
        Window = window;
        State = schema.State;
        IsPivoted = schema.Settings.Pivot is not null;
        FieldCount = schema.FieldCount;
        IsTimed = schema.TimePath is not null || IsPivoted;
        GapMs = IsTimed && window.Gap > TimeSpan.Zero ? (long)window.Gap.TotalMilliseconds : long.MaxValue;
        Most = (int)MostFor(window.Span, IsTimed);
        Rooms = [.. RoomsFor(Most)];
        Fingerprint = StatePlan.FingerprintOf(
            [.. StatePlan.Words(schema.Settings), $"{window.Span}|{window.Of}|{window.Gap.Ticks}|{IsTimed}|{schema.KeyPath}"]);
    }

    public WindowSettings Window { get; }

    public StateSettings State { get; }

    /// <summary>Numbers of a row.</summary>
    public int FieldCount { get; }

    /// <inheritdoc cref="StatePlan.IsPivoted"/>
    public bool IsPivoted { get; }

    /// <summary>Whether events have their places by their times; else by their offsets.</summary>
    public bool IsTimed { get; }

    /// <summary>The longest time from one event to the next.</summary>
    public long GapMs { get; }

    /// <summary>
    /// How far back the rows may lie that a sequence depends on: as many as decide which of those that come late have their places, and as
    /// many before these. Null where they may lie anywhere.
    /// </summary>
    public TimeSpan? Reach =>
        GapMs < LongestReachMs / (2 * Most) ? State.AllowedLateness + TimeSpan.FromMilliseconds(2 * Most * GapMs) : null;

    /// <summary>
    /// Rows that are kept of a key: a sequence's, and some before it, so that an event which comes after a few that are later than itself
    /// still ends a whole one.
    /// </summary>
    public int Most { get; }

    /// <summary>[sizes] for how many rows a block of each size has room. The last has half as much again as is kept.</summary>
    public int[] Rooms { get; }

    /// <summary>Tells states apart that are kept for other sequences.</summary>
    public long Fingerprint { get; }

    /// <summary>Numbers of 8 bytes that a row's time takes.</summary>
    public int TimeWords => IsTimed ? 1 : 0;

    /// <summary>Bytes that the rows of a key take once its sequences are full, however many.</summary>
    public static double BytesAKey(int fields, bool isTimed, WindowSettings window) =>
        8.0 * LastRoom(MostFor((((long)window.Steps - 1) * window.Stride) + 1, isTimed)) * (fields + (isTimed ? 1 : 0));

    /// <summary>Numbers of 8 bytes that a block of a size has: times, then rows.</summary>
    public int BlockWords(int size) => Rooms[size] * (TimeWords + FieldCount);

    /// <summary>The smallest size with room for so many rows.</summary>
    public int SizeFor(int rows)
    {
        int size = 0;
        while (size + 1 < Rooms.Length && Rooms[size] < rows)
        {
            size++;
        }

        return size;
    }

    private static IEnumerable<int> RoomsFor(int most)
    {
        for (int room = SmallestRoom; room < most; room += room / 2)
        {
            yield return room;
        }

        yield return (int)LastRoom(most);
    }

    private static long MostFor(long span, bool isTimed) => span + (isTimed ? Math.Max(FewestSpare, span / 4) : 0);

    private static long LastRoom(long most) => most + Math.Max(1, most / 2);
}
