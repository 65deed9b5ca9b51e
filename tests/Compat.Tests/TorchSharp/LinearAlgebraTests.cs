using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class LinearAlgebraTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _square;
    private readonly Tensor _symmetric;

    public LinearAlgebraTests()
    {
        using var generator = new Generator(1);
        _square = randn(4, 4, float64, generator: generator);
        _symmetric = _square.matmul(_square.t()) + eye(4, dtype: float64);
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void DecompositionsMultiplyBack()
    {
        var (q, r) = linalg.qr(_square);
        Same(_square, q.matmul(r));
        Same(eye(4), q.t().matmul(q));
        var (u, s, vh) = linalg.svd(_square);
        Same(_square, (u * s).matmul(vh));
        Same(s, linalg.svdvals(_square));
        var (values, vectors) = linalg.eigh(_symmetric);
        Same(_symmetric, (vectors * values).matmul(vectors.t()));
        Same(values, linalg.eigvalsh(_symmetric));
        var lower = linalg.cholesky(_symmetric);
        Same(_symmetric, lower.matmul(lower.t()));
    }

    [Fact]
    public void InverseAndSolutionUndoTheProduct()
    {
        Same(eye(4), linalg.inv(_square).matmul(_square));
        var x = arange(4).to(float64);
        Same(x, linalg.solve(_square, _square.matmul(x)));
        Assert.Equal(1, linalg.det(linalg.inv(_square)).ToDouble() * linalg.det(_square).ToDouble(), 1e-9);
        Assert.Equal(5, linalg.vector_norm(tensor(new[] { 3.0, 4.0 })).ToDouble(), 1e-12);
    }

    [Fact]
    public void AMatrixWithoutAnInverseIsRefused() =>
        Assert.Contains("singular", Assert.ThrowsAny<Exception>(() => linalg.inv(ones(2, 2))).Message);

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    public void OrthogonalWeightsStandAtRightAngles(long rows, long columns)
    {
        var weight = nn.init.orthogonal_(empty(rows, columns), gain: 2);
        Same(eye(3) * 4, rows < columns ? weight.matmul(weight.t()) : weight.t().matmul(weight), 1e-4);
    }

    [Fact]
    public void AttentionWeighsValuesByTheLikenessOfTheirKeys()
    {
        var values = tensor(new[,] { { 1f, 0f }, { 3f, 0f }, { 5f, 6f } });
        // Keys that are all alike: the mean; one that is far more like the query: its value.
        Same(values.mean([0], keepdim: true), nn.functional.scaled_dot_product_attention(ones(1, 2), zeros(3, 2), values));
        var keys = tensor(new[,] { { 0f, 0f }, { 100f, 0f }, { 0f, 100f } });
        Same(values[1..2], nn.functional.scaled_dot_product_attention(tensor(new[,] { { 1f, 0f } }), keys, values));
        // The first may look at itself alone, the second at the first two.
        var casual = nn.functional.scaled_dot_product_attention(zeros(3, 2), zeros(3, 2), values, is_casual: true);
        Same(tensor(new[,] { { 1f, 0f }, { 2f, 0f }, { 3f, 2f } }), casual);
        var mask = tensor(new[,] { { true, false, true } });
        Same(tensor(new[,] { { 3f, 3f } }), nn.functional.scaled_dot_product_attention(zeros(1, 2), zeros(3, 2), values, mask));
    }

    private static void Same(Tensor expected, Tensor actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.to(float64).allclose(actual.to(float64), tolerance, tolerance));
    }
}
