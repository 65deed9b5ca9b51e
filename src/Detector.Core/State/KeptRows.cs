using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>
/// Rows of a key that stand one behind the other in memory, the last of them an event's own. Nobody writes to them any more.
/// </summary>
/// <param name="Page">Where they are, as the bits of doubles.</param>
/// <param name="Start">Where the first begins.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct KeptRows(long[] Page, int Start, int Count)
{
    /// <summary>[fields] one of them.</summary>
    public ReadOnlySpan<double> Row(int index, int fields) =>
        MemoryMarshal.Cast<long, double>(Page.AsSpan(Start + (index * fields), fields));
}
