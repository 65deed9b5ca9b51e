using System.Buffers.Binary;
using Detector.Core.Samples;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>
/// What the state of one partition takes with some number of keys, found out with a small one of the same schema that is filled as
/// the large one will be: from nothing, past the end of its longest window. Keys are alike, and events come evenly.
/// </summary>
/// <param name="schema">What aggregates are made of.</param>
/// <param name="verdicts">How verdicts find their events; null where none come.</param>
/// <param name="eventsPerSecond">Events that the partition gets.</param>
public sealed class StateEstimate(Schema schema, VerdictNames? verdicts, double eventsPerSecond)
{
    private const int MostKeys = 2000;
    private const int FewestKeys = 200;
    private const int MostEvents = 400_000;

    private readonly StatePlan _plan = new(schema, verdicts);

    /// <summary>What is kept for aggregates.</summary>
    /// <param name="keys">How many keys there are of a field or pair of fields.</param>
    public IEnumerable<StateShare> Aggregates(Func<IReadOnlyList<string>, long> keys)
    {
        for (int i = 0; i < _plan.Groups.Length; i++)
        {
            GroupPlan group = _plan.Groups[i];
            yield return Fill(group, NamesOf(group), keys(NamesOf(group)), seed: i);
        }

        if (_plan.Verdicts is { } names)
        {
            double span = names.Within.TotalSeconds + _plan.Settings.AllowedLateness.TotalSeconds;
            long events = (long)(eventsPerSecond * span);
            long bytes = KeyTable.BytesOf(events) + (events * EventIndex.WordBytes(_plan.VerdictColumns.Length));
            yield return new("events that verdicts may come for", events, 1, bytes, events * 8 * (EventIndex.Words + 2));
        }
    }

    /// <summary>What is kept for sequences, all of them whole.</summary>
    /// <param name="window">What they are made of.</param>
    /// <param name="keys">How many keys have one.</param>
    public StateShare Sequences(WindowSettings window, long keys)
    {
        var plan = new SequencePlan(schema, window);
        int few = (int)Math.Min(keys, Math.Clamp(MostEvents / plan.Most, FewestKeys, MostKeys));
        var small = new PartitionSequences(plan);
        var random = new Random(0);
        double[] row = new double[schema.FieldCount];
        Span<byte> key = stackalloc byte[sizeof(int)];
        for (long i = 0; i < 2L * few * plan.Most; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key, random.Next(few));
            small.Add(i, i, key, row, batch: null);
        }

        long bytes = KeyTable.BytesOf(keys) + small.BytesFor((double)keys / few);
        return new($"sequences of {window.Steps}", keys, plan.Most, bytes, keys * 8L * plan.Most * (plan.TimeWords + plan.FieldCount));
    }

    private IReadOnlyList<string> NamesOf(GroupPlan group) =>
        schema.Settings.Aggregates[group.Outputs[0].Target - schema.Settings.Fields.Count].By;

    private StateShare Fill(GroupPlan plan, IReadOnlyList<string> names, long keys, int seed)
    {
        double wanted = eventsPerSecond * plan.HorizonMs / 1000 / Math.Max(1, keys);
        double perKey = Math.Clamp(wanted, 0.1, 2 * plan.EventsAKey);
        int few = (int)Math.Min(keys, Math.Clamp((long)(MostEvents / perKey), FewestKeys, MostKeys));
        var group = new KeyGroup(plan);
        var random = new Random(seed);
        double[] decoded = new double[_plan.DecodedCount + 1];
        double[] row = new double[schema.FieldCount];
        long count = (long)(few * perKey * 3 / 2);
        for (long i = 0; i < count; i++)
        {
            for (int field = 0; field < decoded.Length; field++)
            {
                decoded[field] = random.Next(1000);
            }

            decoded[plan.FirstKey] = random.Next(few);
            if (plan.SecondKey >= 0)
            {
                decoded[plan.SecondKey] = 0;
            }

            long timeMs = (long)(i / (few * perKey) * plan.HorizonMs);
            if (plan.IsOfVerdicts)
            {
                group.Judge(decoded, timeMs, timeMs - plan.HorizonMs);
            }
            else
            {
                group.Apply(decoded, timeMs, timeMs - plan.HorizonMs, keep: true, row);
            }
        }

        // Seldom seen keys are not all there at once.
        double share = (double)group.Count / few;
        long there = (long)(keys * share);
        long bytes = KeyTable.BytesOf(there) + group.BytesFor((double)keys / few);
        string what = $"{(plan.IsOfVerdicts ? "verdicts by " : "keys by ")}{string.Join(" and ", names)}";
        return new(what, there, Math.Min(wanted, plan.EventsAKey), bytes, (long)(group.SavedBytes * ((double)keys / few)));
    }
}

/// <summary>A part of what a state takes.</summary>
/// <param name="What">What is kept.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Events">Events of each.</param>
/// <param name="Bytes">Memory, with what growing has left unused.</param>
/// <param name="SavedBytes">Of a copy of it, for a snapshot.</param>
public sealed record StateShare(string What, long Count, double Events, long Bytes, long SavedBytes);
