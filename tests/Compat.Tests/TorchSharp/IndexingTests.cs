using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class IndexingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _rows = arange(24).reshape(2, 3, 4);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void PlacesAndRanges()
    {
        Same([4, 5, 6, 7], [4], _rows[0, 1]);
        Same([23], [], _rows[-1, 2, 3]);
        Same([1, 5, 9], [3], _rows[0, .., 1]);
        Same([3, 7, 11, 15, 19, 23], [2, 3], _rows[TensorIndex.Ellipsis, ^1]);
        Same([16, 18, 20, 22], [1, 2, 2], _rows[1.., 1.., TensorIndex.Slice(step: 2)]);
        Same([8, 9, 10, 11], [1, 4], _rows[0, ^1..]);
        Same([0, 12], [2, 1], _rows[.., TensorIndex.None, 0, 0]);
    }

    [Fact]
    public void MasksAndListsOfPlaces()
    {
        Same([20, 21, 22, 23], [4], _rows[_rows > 19]);
        Same([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 3, 4], _rows[tensor(new[] { 1L, 0L })]);
        Same([0, 2, 4, 6, 8, 10], [3, 2], _rows[TensorIndex.Single(0), TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 0L, 2L }))]);
        Same([4, 21], [2], _rows[tensor(new[] { 0L, 1L }), tensor(new[] { 1L, 2L }), tensor(new[] { 0L, 1L })]);
        var mask = tensor(new[,] { { true, false, true }, { false, false, true } });
        Same([0, 1, 2, 3, 8, 9, 10, 11, 20, 21, 22, 23], [3, 4], _rows[mask]);
    }

    [Fact]
    public void AViewSharesMemoryAndAListOfPlacesDoesNot()
    {
        _rows[0, 0].fill_(-1);
        Assert.Equal(-1L, _rows[0, 0, 3].item<long>());
        _rows[tensor(new[] { 1L })].fill_(-2);
        Assert.Equal(23L, _rows[1, 2, 3].item<long>());
    }

    [Fact]
    public void Assignment()
    {
        _rows[0, .., 1] = tensor(new[] { -1L, -2L, -3L });
        Same([0, -1, 2, 3, 4, -2, 6, 7, 8, -3, 10, 11], [3, 4], _rows[0]);
        _rows[_rows > 5] = tensor(0L);
        Assert.Equal(4L, _rows.max().item<long>());
        _rows.index_put_(tensor(1L), [TensorIndex.Tensor(tensor(new[] { 1L, 1L }))], accumulate: true);
        Assert.Equal(2L, _rows[1, 0, 0].item<long>());
    }

    [Fact]
    public void SelectionByOperator()
    {
        Same([4, 5, 6, 7, 0, 1, 2, 3], [2, 4], _rows[0].index_select(0, tensor(new[] { 1L, 0L })));
        Same([3, 4], [2, 1], _rows[0].gather(1, tensor(new[,] { { 3L }, { 0L } })));
        Same([1, 2], [2], _rows.narrow(2, 1, 2)[0, 0]);
        Assert.Equal([2L, 1L, 4L], _rows.split([1, 2], 1)[0].shape);
    }

    private static void Same(long[] numbers, long[] shape, Tensor actual)
    {
        Assert.Equal(shape, actual.shape);
        Assert.Equal(numbers, actual.data<long>().ToArray());
    }
}
