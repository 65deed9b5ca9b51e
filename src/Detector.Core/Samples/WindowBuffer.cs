namespace Detector.Core.Samples;

/// <summary>
/// Makes sequences of events as they come: for each key it keeps the last rows, so that every event ends a sequence of up to
/// <paramref name="steps"/> rows. Steps that a key does not have yet are NaN throughout. One instance serves one thread.
/// </summary>
/// <param name="steps">T: rows of a sequence.</param>
/// <param name="fields">Numbers a row.</param>
public sealed class WindowBuffer(int steps, int fields)
{
    // By the key's bytes as text: a lookup by span allocates nothing for a known key.
    private readonly Dictionary<string, double[]> _windows = new(StringComparer.Ordinal);
    private char[] _text = new char[64];

    /// <summary>Adds an event's row and gives the sequence that it ends.</summary>
    /// <param name="key">The event's key; empty where all events are one sequence.</param>
    /// <param name="row">[fields] the raw row.</param>
    /// <returns>[steps * fields], valid until the key's next row.</returns>
    public ReadOnlySpan<double> Add(ReadOnlySpan<byte> key, ReadOnlySpan<double> row)
    {
        double[] window = Find(key);
        window.AsSpan(fields).CopyTo(window);
        row.CopyTo(window.AsSpan((steps - 1) * fields));
        return window;
    }

    private double[] Find(ReadOnlySpan<byte> key)
    {
        if (_text.Length < key.Length)
        {
            _text = new char[2 * key.Length];
        }

        // One character a byte: keys are only told apart here, never read.
        for (int i = 0; i < key.Length; i++)
        {
            _text[i] = (char)key[i];
        }

        ReadOnlySpan<char> text = _text.AsSpan(0, key.Length);
        var lookup = _windows.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out double[]? window))
        {
            window = new double[steps * fields];
            Array.Fill(window, double.NaN);
            lookup[text] = window;
        }

        return window;
    }
}
