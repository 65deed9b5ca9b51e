using System.Runtime.CompilerServices;
using System.Text;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.State;

/// <summary>Which metrics make a row, and of which time.</summary>
internal sealed class PivotPlan
{
    private readonly Dictionary<double, int> _places = [];
    private readonly long _intervalMs;

    /// <param name="schema">A schema that pivots.</param>
    public PivotPlan(Schema schema)
    {
        PivotSettings pivot = schema.Settings.Pivot!;
        State = schema.Settings.State;
        Fields = [.. schema.Fields.Take(schema.Settings.Fields.Count)];
        HasKeyColumn = schema.InputCount > Fields.Length;
        _intervalMs = (long)pivot.Interval.TotalMilliseconds;
        WaitMs = _intervalMs + (long)State.AllowedLateness.TotalMilliseconds;
        foreach (SchemaField field in Fields.Where(IsMetric))
        {
            _places[CategoryToken.Of(Encoding.UTF8.GetBytes(field.Path))] = field.Index;
        }

        Metrics = _places.Count;
        Fingerprint = StatePlan.FingerprintOf(StatePlan.Words(schema.Settings));
    }

    public StateSettings State { get; }

    /// <summary>What a row is made of: metrics, and what its time is.</summary>
    public SchemaField[] Fields { get; }

    /// <summary>How many metrics a whole row has.</summary>
    public int Metrics { get; }

    /// <summary>Whether aggregates look at the key, which then stands behind the fields.</summary>
    public bool HasKeyColumn { get; }

    /// <summary>Numbers of a row.</summary>
    public int Width => Fields.Length + (HasKeyColumn ? 1 : 0);

    /// <summary>How long after its start a row waits for its metrics.</summary>
    public long WaitMs { get; }

    /// <summary>Bytes that a row takes beside its key and its numbers.</summary>
    public static int BytesARow => Unsafe.SizeOf<PivotEntry>() + KeyTable.BytesAKey;

    /// <summary>Tells states apart that are kept for other rows.</summary>
    public long Fingerprint { get; }

    public static bool IsMetric(SchemaField field) => field.Settings.Kind == FieldKind.Numeric;

    /// <summary>Where a metric stands in a row; -1 where it is none of the fields.</summary>
    public int PlaceOf(double metric) => _places.GetValueOrDefault(metric, -1);

    /// <summary>The start of the row that a time belongs to.</summary>
    public long StartOf(long timeMs) => timeMs - (((timeMs % _intervalMs) + _intervalMs) % _intervalMs);

    /// <summary>A row of which no metric has come yet.</summary>
    public void Begin(Span<double> row, long startMs, ReadOnlySpan<byte> key)
    {
        foreach (SchemaField field in Fields)
        {
            row[field.Index] = IsMetric(field) ? double.NaN : field.Days is { } days ? days.Has(startMs) ? 1 : 0 : startMs / 1000.0;
        }

        if (HasKeyColumn)
        {
            row[Fields.Length] = CategoryToken.Of(key);
        }
    }
}
