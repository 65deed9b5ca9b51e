using System.Text;
using Detector.Core.Features;
using Detector.Core.Offsets;
using Detector.Core.Schemas;

namespace Detector.Core.Samples;

/// <summary>
/// Turns the rows of a stream into what its model sees, by its schema and window: images, vectors, or sequences, of each key its own. The
/// one place for it, wherever the rows come from.
/// </summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="window">How many rows make a sample, and which.</param>
/// <param name="store">Makes a place for rows; by default in memory.</param>
/// <param name="place">
/// Tells people where a row came from: the partition or file, and which of its records, from 0 on; null where nobody asks.
/// </param>
public sealed class SampleBuilder(
    Schema schema, WindowSettings window, Func<IRowStore>? store = null, Func<TopicPartition, long, string>? place = null)
{
    private readonly Dictionary<(TopicPartition, string), int> _keys = [];
    private readonly List<int> _starts = [];
    private readonly List<(int Key, long TimeMs)> _of = [];
    private readonly SampleLayout _layout = schema.Layout.Over(window.Steps);
    private readonly RowOrigins? _origins = place is null ? null : new(place);
    private RowOrigins? _arrivedFrom;
    private RowSet? _arrived;
    private IRowStore? _arrivedIn;

    /// <summary>The finished parts' rows; of sequences, those of a key stand together.</summary>
    public RowSet Rows { get; } = new(schema.FieldCount, store: store?.Invoke() ?? new ArrayStore(schema.Layout.HasPlanes));

    /// <summary>Takes a row in, in the order of arrival.</summary>
    /// <param name="row">[fields] raw.</param>
    /// <param name="key">Whose sequence it belongs to.</param>
    /// <param name="timeMs">Its time, by which it has its place among those of its key; not looked at where the schema names none.</param>
    /// <param name="partition">Where it came from: sequences do not reach across partitions.</param>
    /// <param name="offset">Which of its records it was.</param>
    public void Add(ReadOnlyRowSpan row, ReadOnlySpan<byte> key, long timeMs, TopicPartition partition = default, long offset = 0)
    {
        if (!_layout.HasSteps)
        {
            Rows.Add(row);
            _origins?.Add(partition, offset, timeMs, key);
            return;
        }

        _arrived ??= new RowSet(schema.FieldCount, Rows.CategoryNames, _arrivedIn = store?.Invoke());
        _arrived.Add(row);
        _arrivedFrom ??= place is null ? null : new(place);
        _arrivedFrom?.Add(partition, offset, timeMs, key);
        var name = (partition, window.Of == SequenceOf.Key ? Encoding.Latin1.GetString(key) : ""); // any bytes, told apart
        if (!_keys.TryGetValue(name, out int number))
        {
            _keys.Add(name, number = _keys.Count);
        }

        _of.Add((number, schema.TimePath is null && schema.Settings.Pivot is null ? 0 : timeMs));
    }

    /// <summary>Ends a part, such as a file: no sequence reaches across.</summary>
    public void EndPart()
    {
        foreach (IGrouping<int, int> key in Enumerable.Range(0, _of.Count).GroupBy(row => _of[row].Key))
        {
            long? before = null;
            foreach (int row in key.OrderBy(row => _of[row].TimeMs))
            {
                if (before is null || (window.Gap > TimeSpan.Zero && _of[row].TimeMs - before > window.Gap.TotalMilliseconds))
                {
                    _starts.Add(Rows.Count);
                }

                before = _of[row].TimeMs;
                Rows.Add(_arrived!.Row(row));
                _origins?.Add(_arrivedFrom!, row);
            }
        }

        _keys.Clear();
        _of.Clear();
        _arrived = null;
        _arrivedFrom = null;
        (_arrivedIn as IDisposable)?.Dispose();
        _arrivedIn = null;
    }

    /// <summary>The samples of all parts; ends the last one.</summary>
    public SampleSet Build()
    {
        EndPart();
        return _layout.HasSteps ? SampleSet.Sequences(Rows, window, _starts, _origins) : SampleSet.Of(Rows, _layout, _origins);
    }
}
