using System.Collections;

namespace Detector.Core.Schemas;

/// <summary>
/// The fields of frames, numbers from 0 to 1, made when one is asked for: a frame may have millions, and few are ever told.
/// </summary>
/// <param name="count">How many.</param>
/// <param name="name">What each is called.</param>
internal sealed class PixelFields(int count, Func<int, string> name) : IReadOnlyList<SchemaField>
{
    public int Count => count;

    public SchemaField this[int index] => (uint)index < (uint)count
        ? new(index, new FieldSettings { Name = name(index), Scaling = Scaling.None })
        : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<SchemaField> GetEnumerator() => Enumerable.Range(0, count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
