using System.IO.Hashing;
using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>What a schema's aggregates need kept.</summary>
internal sealed class StatePlan
{
    /// <param name="schema">The schema.</param>
    /// <param name="verdicts">How verdicts find their events; null where they come with them.</param>
    public StatePlan(Schema schema, VerdictNames? verdicts = null)
    {
        SchemaSettings settings = schema.Settings;
        Settings = schema.State;
        IsPivoted = settings.Pivot is not null;
        FieldCount = settings.Fields.Count;
        Groups = [.. from index in Enumerable.Range(0, settings.Aggregates.Count)
                     let keys = schema.Inputs.Keys[index]
                     group index by (keys[0], keys.ElementAtOrDefault(1), settings.Aggregates[index].IsOfVerdicts) into aggregates
                     select new GroupPlan(schema, [.. aggregates])];
        DecodedCount = schema.InputCount;
        Verdicts = NeedsVerdicts ? verdicts : null;
        VerdictColumns =
            [.. Groups.Where(group => group.IsOfVerdicts).SelectMany(group => (int[])[group.FirstKey, group.SecondKey])
                .Where(column => column >= 0).Distinct()];
        Fingerprint = FingerprintOf(
            Verdicts is null ? Words(settings) : [.. Words(settings), $"verdicts by {Verdicts.Form} within {Verdicts.Within.Ticks}"]);
    }

    /// <summary>Whether there are no aggregates, so that a decoded row is the row.</summary>
    public bool IsEmpty => Groups.Length == 0;

    /// <summary>
    /// How far back a row's events may lie from its partition's time: the longest window, how late they may come, and how much later
    /// verdicts on them may.
    /// </summary>
    public TimeSpan Reach => Settings.AllowedLateness
        + Groups.Select(group => TimeSpan.FromMilliseconds(group.HorizonMs) + (group.IsOfVerdicts ? Within : TimeSpan.Zero))
            .DefaultIfEmpty().Max();

    /// <summary>Whether there are aggregates of verdicts.</summary>
    public bool NeedsVerdicts => Groups.Any(group => group.IsOfVerdicts);

    /// <summary>Bytes that a key with so many events takes, of each field or pair of fields.</summary>
    public IEnumerable<long> BytesAKey(int events) => Groups.Select(group => group.BytesAKey(Math.Min(events, group.EventsAKey)));

    /// <summary>How verdicts find their events; null where they come with them, or there are none.</summary>
    internal VerdictNames? Verdicts { get; }

    /// <summary>Where in a decoded row that stands which aggregates of verdicts look at.</summary>
    internal int[] VerdictColumns { get; }

    internal int DecodedCount { get; }

    internal StateSettings Settings { get; }

    /// <summary>Whether several rows may come at one offset, each of which is new.</summary>
    internal bool IsPivoted { get; }

    /// <summary>Fields of the message, which come first in decoded rows and in rows.</summary>
    internal int FieldCount { get; }

    internal GroupPlan[] Groups { get; }

    /// <summary>Tells states apart that are kept for other aggregates.</summary>
    internal long Fingerprint { get; }

    private TimeSpan Within => Verdicts?.Within ?? TimeSpan.Zero;

    /// <summary>A number for words.</summary>
    internal static long FingerprintOf(IEnumerable<string> words) =>
        (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', words)));

    /// <summary>What rows and their aggregates depend on.</summary>
    internal static IEnumerable<string> Words(SchemaSettings settings) =>
        [
            .. from aggregate in settings.Aggregates
               select $"{aggregate.Kind}|{string.Join('+', aggregate.By)}|{aggregate.Of}|{aggregate.Window.Ticks}",
            .. from field in settings.Fields select $"{field.Name}|{field.Path}|{field.Kind}|{field.Missing}|{field.Constant}",
            .. settings.Fields.SelectMany(field => field.Days),
            $"{settings.State.AllowedLateness.Ticks}|{settings.State.EventsPerKey}",
            .. settings.Pivot is { } pivot ? [$"{pivot.Metric}|{pivot.Value}|{pivot.Interval.Ticks}"] : Array.Empty<string>(),
        ];
}
