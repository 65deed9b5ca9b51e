namespace Detector.Models.Training;

/// <summary>Which rows each step sees: every row once an epoch, in a new order each time, the same for the same seed.</summary>
internal sealed class BatchOrder
{
    private readonly Random _random;
    private readonly int[] _order;
    private readonly long[] _batch;
    private int _next;

    /// <param name="rows">Number of training rows.</param>
    /// <param name="batchSize">Rows a step; all rows where there are fewer.</param>
    /// <param name="seed">Seed of the order.</param>
    public BatchOrder(int rows, int batchSize, int seed)
    {
        _random = new Random(seed);
        _order = [.. Enumerable.Range(0, rows)];
        _batch = new long[Math.Min(batchSize, rows)];
        _next = rows;
    }

    public int BatchRows => _batch.Length;

    /// <summary>Whole batches that an epoch has; the rows left over come in another epoch's order.</summary>
    public int BatchesPerEpoch => _order.Length / _batch.Length;

    /// <summary>Places of the next step's rows; valid until the next call.</summary>
    public long[] Next()
    {
        if (_next + _batch.Length > _order.Length)
        {
            _random.Shuffle(_order);
            _next = 0;
        }

        for (int i = 0; i < _batch.Length; i++)
        {
            _batch[i] = _order[_next + i];
        }

        _next += _batch.Length;
        return _batch;
    }
}
