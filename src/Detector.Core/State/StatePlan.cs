using System.IO.Hashing;
using System.Text;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>What a schema's aggregates need kept.</summary>
internal sealed class StatePlan
{
    public StatePlan(Schema schema)
    {
        SchemaSettings settings = schema.Settings;
        Settings = settings.State;
        FieldCount = settings.Fields.Count;
        Groups = [.. from index in Enumerable.Range(0, settings.Aggregates.Count)
                     let keys = schema.Inputs.Keys[index]
                     group index by (keys[0], keys.ElementAtOrDefault(1), settings.Aggregates[index].IsOfVerdicts) into aggregates
                     select new GroupPlan(schema, [.. aggregates])];
        Fingerprint = FingerprintOf(Words(settings));
    }

    /// <summary>Whether there are no aggregates, so that a decoded row is the row.</summary>
    public bool IsEmpty => Groups.Length == 0;

    /// <summary>How far back a row's events may lie from its partition's time: the longest window, and how late they may come.</summary>
    public TimeSpan Reach => Settings.AllowedLateness
        + TimeSpan.FromMilliseconds(Groups.Select(group => group.HorizonMs).DefaultIfEmpty().Max());

    /// <summary>Whether there are aggregates of verdicts.</summary>
    public bool NeedsVerdicts => Groups.Any(group => group.IsOfVerdicts);

    /// <summary>Bytes that a key with so many events takes, of each field or pair of fields.</summary>
    public IEnumerable<long> BytesAKey(int events) => Groups.Select(group => group.BytesAKey(Math.Min(events, group.EventsAKey)));

    internal StateSettings Settings { get; }

    /// <summary>Fields of the message, which come first in decoded rows and in rows.</summary>
    internal int FieldCount { get; }

    internal GroupPlan[] Groups { get; }

    /// <summary>Tells states apart that are kept for other aggregates.</summary>
    internal long Fingerprint { get; }

    /// <summary>A number for words.</summary>
    internal static long FingerprintOf(IEnumerable<string> words) =>
        (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', words)));

    /// <summary>What rows and their aggregates depend on.</summary>
    internal static IEnumerable<string> Words(SchemaSettings settings) =>
        [
            .. from aggregate in settings.Aggregates
               select $"{aggregate.Kind}|{string.Join('+', aggregate.By)}|{aggregate.Of}|{aggregate.Window.Ticks}",
            .. from field in settings.Fields select $"{field.Name}|{field.Path}|{field.Kind}|{field.Missing}|{field.Constant}",
            $"{settings.State.AllowedLateness.Ticks}|{settings.State.EventsPerKey}",
        ];
}
