using System.Text;
using Detector.Core.Features;
using Detector.Core.Schemas;

namespace Detector.Core.Samples;

/// <summary>
/// Turns the rows of a stream into what its model sees, by its schema and window: images, vectors, or sequences, of each key its own. The
/// one place for it, wherever the rows come from.
/// </summary>
/// <param name="schema">The stream's schema.</param>
/// <param name="steps">Rows a sample: over 1 for sequences.</param>
/// <param name="store">Makes a place for rows; by default in memory.</param>
public sealed class SampleBuilder(Schema schema, int steps, Func<IRowStore>? store = null)
{
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<int> _starts = [];
    private readonly List<int> _keyOf = [];
    private readonly SampleLayout _layout = schema.Layout.Over(steps);
    private RowSet? _arrived;
    private IRowStore? _arrivedIn;

    /// <summary>The finished parts' rows; of sequences, those of a key stand together.</summary>
    public RowSet Rows { get; } = new(schema.FieldCount, store: store?.Invoke() ?? new ArrayStore(schema.Layout.HasPlanes));

    /// <summary>Takes a row in, in the order of arrival.</summary>
    /// <param name="row">[fields] raw.</param>
    /// <param name="key">Whose sequence it belongs to.</param>
    public void Add(ReadOnlyRowSpan row, ReadOnlySpan<byte> key)
    {
        if (!_layout.HasSteps)
        {
            Rows.Add(row);
            return;
        }

        _arrived ??= new RowSet(schema.FieldCount, Rows.CategoryNames, _arrivedIn = store?.Invoke());
        _arrived.Add(row);
        string name = Encoding.Latin1.GetString(key); // any bytes, told apart
        if (!_keys.TryGetValue(name, out int number))
        {
            _keys.Add(name, number = _keys.Count);
        }

        _keyOf.Add(number);
    }

    /// <summary>Ends a part, such as a file: no sequence reaches across.</summary>
    public void EndPart()
    {
        foreach (IGrouping<int, int> key in Enumerable.Range(0, _keyOf.Count).GroupBy(row => _keyOf[row]))
        {
            _starts.Add(Rows.Count);
            foreach (int row in key)
            {
                Rows.Add(_arrived!.Row(row));
            }
        }

        _keys.Clear();
        _keyOf.Clear();
        _arrived = null;
        (_arrivedIn as IDisposable)?.Dispose();
        _arrivedIn = null;
    }

    /// <summary>The samples of all parts; ends the last one.</summary>
    public SampleSet Build()
    {
        EndPart();
        return _layout.HasSteps ? SampleSet.Sequences(Rows, steps, _starts) : SampleSet.Of(Rows, _layout);
    }
}
