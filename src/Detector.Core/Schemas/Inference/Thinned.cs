namespace Detector.Core.Schemas.Inference;

/// <summary>
/// An even selection of a stream's numbers: every one at first, then every second, fourth… so that memory stays bounded.
/// </summary>
internal sealed class Thinned
{
    private const int Capacity = 16_384;
    private List<double> _kept = [];
    private long _seen;
    private long _stride = 1;

    public void Add(double value)
    {
        if (_seen++ % _stride != 0)
        {
            return;
        }

        _kept.Add(value);
        if (_kept.Count == Capacity)
        {
            for (int i = 0; i < Capacity / 2; i++)
            {
                _kept[i] = _kept[2 * i];
            }

            _kept.RemoveRange(Capacity / 2, Capacity / 2);
            _stride *= 2;
        }
    }

    public Thinned Copy() => new() { _kept = [.. _kept], _seen = _seen, _stride = _stride };

    /// <summary>The selection in rising order.</summary>
    public double[] Sorted() => [.. _kept.Order()];
}
