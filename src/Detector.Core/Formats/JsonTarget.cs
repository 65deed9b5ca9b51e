namespace Detector.Core.Formats;

/// <summary>A slot that a JSON value is for.</summary>
/// <param name="Slot">The slot (see <see cref="RowBuilder"/>).</param>
/// <param name="Rank">
/// How literally the path was read: the number of its dots that are inside keys. Of two values for one slot the more literal one wins.
/// </param>
internal readonly record struct JsonTarget(int Slot, int Rank);
