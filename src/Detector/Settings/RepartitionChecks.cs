using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What a stream's re-partition topic needs beside its own settings.</summary>
internal static class RepartitionChecks
{
    /// <param name="path">The stream's section.</param>
    /// <param name="stream">The stream.</param>
    public static IEnumerable<SettingsError> Check(string path, StreamSettings stream)
    {
        if (stream.State.Repartition is not { } repartition)
        {
            yield break;
        }

        string setting = $"{path}:{nameof(StreamSettings.State)}:{nameof(StateStoreSettings.Repartition)}";
        SchemaSettings schema = stream.Schema;
        if (schema is { Aggregates.Count: 0, Pivot: null } && stream.Window is not { IsSequence: true, Of: SequenceOf.Key })
        {
            yield return new SettingsError(
                setting, "is for streams that know something of keys (Schema:Aggregates, Schema:Pivot, sequences of a key); leave it out");
        }

        TimeSpan longest = schema.Aggregates.Select(aggregate => aggregate.Window).DefaultIfEmpty().Max() + schema.State.AllowedLateness;
        if (repartition.Retention <= longest)
        {
            yield return new SettingsError(
                $"{setting}:{nameof(RepartitionSettings.Retention)}",
                $"is no longer than the longest window and AllowedLateness ({longest}), of which a rebuilt state is made");
        }

        if (repartition.By.Length == 0)
        {
            yield break; // which its annotation says
        }

        IEnumerable<SchemaProblem> own = Schema.Check(schema);
        foreach (SchemaProblem problem in Schema.Check(schema with { Key = repartition.By }).Except(own))
        {
            yield return new SettingsError($"{setting}:{nameof(RepartitionSettings.By)}", problem.Message);
        }
    }
}
