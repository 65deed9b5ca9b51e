using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class OperatorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Arithmetic()
    {
        var x = tensor(new[] { 1f, 2f, 4f });
        Is([3, 4, 6], x + 2);
        Is([1, 0, -2], 2 - x);
        Is([2, 1, 0.5], 2 / x);
        Is([0, 1, 3], x - 1.0);
        Is([1, 4, 16], x * x);
        Is([-1, -2, -4], -x);
        Is([1, 0.5, 1], tensor(new[] { 1f, 2f, -0.5f }) % 1.5f);
        Is([0, 1, 2], x.div(2, RoundingMode.floor));
        Is([1, 4, 16], x.pow(2));
        Is([1.5, 2.5, 4.5], x.add(tensor(1f), alpha: 0.5));
    }

    [Fact]
    public void InPlaceOperatorsReturnTheTensorItself()
    {
        var x = tensor(new[] { 1f, 2f });
        Assert.Same(x, x.add_(1));
        Assert.Same(x, x.mul_(x).clamp_(max: (Scalar)5));
        Assert.Same(x, x.relu_().addcmul_(x, x, 2).copy_(x).fill_(3).zero_());
        Is([0, 0], x);
    }

    [Fact]
    public void Comparison()
    {
        var (x, y) = (tensor(new[] { 1f, 2f, 3f }), tensor(new[] { 3f, 2f, 1f }));
        Is([0, 0, 1], (x > y).@float());
        Is([1, 1, 0], (x <= 2).@float());
        Is([1, 0, 0], (1.5 > x).@float());
        Is([0, 1, 0], (x == y).@float());
        Assert.True(x.Equals(tensor(new[] { 1f, 2f, 3f })));
        Assert.False(x.Equals(y));
        Assert.True(x.allclose(x + 1e-9));
    }

    [Fact]
    public void Reductions()
    {
        var x = tensor(new[,] { { 1f, 5f, 2f }, { 4f, 0f, 6f } });
        Assert.Equal(18f, x.sum().item<float>());
        Is([5, 5, 8], x.sum([0]));
        Is([8, 10], x.sum([1]));
        Is([2.5, 2.5, 4], x.mean([0]));
        Is([4.5, 12.5, 8], x.var(0));
        Is([1.5, 2.5, 2], x.std(0, unbiased: false));
        Is([5, 6], x.max(1).values);
        Is([1, 2], x.max(1).indexes);
        Is([0, 1], x.argmin(1));
        Assert.Equal(3L, (x > 3).sum().item<long>());
        Assert.Equal(Math.Sqrt(82), x.norm().ToDouble(), 1e-5);
        Is([Math.Sqrt(17), 5, Math.Sqrt(40)], x.norm(0));
        Is([1, 6, 8], x[0].cumsum(0));
        Assert.Equal(2f, x.median().item<float>());
        Is([2, 4], x.quantile(tensor(0.5f), dim: 1));
        Is([6, 4, 0], x[1].sort(descending: true).Values);
        Is([5, 2], x[0].topk(2).values);
        Is([1, 2], x[0].topk(2).indexes);
        Is([1, 2], x[0].topk(2, largest: false).values);
        Is([0, 4, 6], x[1].sort().Values);
        Is([2, 4], x.kthvalue(2, 1).values);
    }

    [Fact]
    public void ShapesAndJoins()
    {
        var x = arange(6, dtype: float32).reshape(2, 3);
        Assert.Equal([3L, 2L], x.t().shape);
        Assert.Equal([2L, 1L, 3L], x.unsqueeze(1).shape);
        Assert.Equal([2L, 3L], x.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([1L, 2L, 3L], x.reshape(2, 3, 1).permute(2, 0, 1).shape);
        Assert.Equal([4L, 3L], cat([x, x]).shape);
        Assert.Equal([2L, 2L, 3L], stack([x, x], 1).shape);
        Assert.Equal([2L, 5L, 3L], x.unsqueeze(1).expand(2, 5, 3).shape);
        Assert.Equal([6L], x.flatten().shape);
        Assert.Equal([2L, 3L, 1L], x.unflatten(1, 3, 1).shape);
        Is([0, 3, 1, 4, 2, 5], x.t().contiguous().view(-1));
        Is([5, 4, 3, 2, 1, 0], x.flip(0, 1).flatten());
        Assert.Equal(2, x.size(0));
        Assert.Equal(3, x.size(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.size(2));
        Assert.Equal([3L, 1L], x.stride());
    }

    [Fact]
    public void ProductsAndDistances()
    {
        var x = tensor(new[,] { { 0f, 0f }, { 3f, 4f } });
        var y = tensor(new[,] { { 0f, 0f }, { 6f, 8f }, { 3f, 0f } });
        Assert.Equal(new float[,] { { 0, 10, 3 }, { 5, 5, 4 } }, cdist(x, y).data<float>().ToNDArray());
        Assert.Equal(new float[,] { { 0, 14, 3 }, { 7, 7, 4 } }, cdist(x, y, p: 1).data<float>().ToNDArray());
        Is([0, 25], x.matmul(tensor(new[] { 3f, 4f })));
        Is([0, 25], einsum("ij,ij->i", x, x));
        Is([25], x[1].dot(x[1]).reshape(1));
        Assert.Equal([4L, 2L, 5L], ones(4, 2, 3).bmm(ones(4, 3, 5)).shape);
    }

    [Fact]
    public void Factories()
    {
        Is([0, 1, 2], arange(3));
        Assert.Equal(int64, arange(3).dtype);
        Assert.Equal(float32, arange(0, 1, 0.25).dtype);
        Is([0, 0.5, 1], linspace(0, 1, 3));
        Is([7, 7], full(2, 7f));
        Assert.Equal(int64, full([2], 7).dtype);
        Is([1, 0, 0, 1], eye(2).flatten());
        Assert.Equal(float64, zeros_like(ones(2, dtype: float64)).dtype);
        Assert.Equal([2L, 3L, 4L, 5L], rand(2, 3, 4, 5).shape);
        Assert.True(ones(2, requires_grad: true).requires_grad);
        Is([1, 2, 3], where(tensor(new[] { true, false, true }), tensor(new[] { 1f, 0f, 3f }), tensor(2f)));
    }

    [Fact]
    public void ConversionsKeepWhatNeedNotChange()
    {
        var x = tensor(new[] { 1.7f, -1.7f });
        Is([1, -1], x.to(int64));
        Is([1, -1], x.@int());
        Assert.Equal(float64, x.to(ones(1, dtype: float64)).dtype);
        var same = x.to(CPU);
        same.fill_(0);
        Is([0, 0], x);
        var copy = x.to(float32, copy: true);
        copy.fill_(1);
        Is([0, 0], x);
        x.to_type(float64, disposeAfter: true);
        Assert.True(x.IsInvalid);
    }

    private static void Is(double[] expected, Tensor actual)
    {
        Assert.Equal([expected.Length], actual.shape);
        Assert.Equal(expected, actual.@double().data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
