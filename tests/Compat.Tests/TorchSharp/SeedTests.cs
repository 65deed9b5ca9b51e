using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

// Whatever draws beside them, be it a layer's first weights, takes numbers from the same generator.
[Collection(nameof(Alone))]
public sealed class SeedTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void TheSeedDecidesTheNumbers()
    {
        manual_seed(5);
        var (first, order) = (randn(4), randperm(8));
        manual_seed(5);
        Assert.True(first.Equals(randn(4)));
        Assert.True(order.Equals(randperm(8)));
        Assert.False(first.Equals(randn(4)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), order.data<long>().Order());

        using var own = new Generator(5);
        using var same = new Generator(5);
        var before = get_rng_state();
        Assert.True(randn(4, generator: own).Equals(randn(4, generator: same)));
        Assert.True(before.Equals(get_rng_state()));
        var state = own.get_state();
        var next = rand(3, generator: own);
        own.set_state(state);
        Assert.True(next.Equals(rand(3, generator: own)));
        Assert.Equal(9, own.manual_seed(9).initial_seed());
    }

    // The numbers are PyTorch's: torch.manual_seed(42); torch.rand(3).
    [Fact]
    public void TheSeedGivesPyTorchsNumbers()
    {
        manual_seed(42);
        Assert.Equal([0.88226926, 0.91500396, 0.38286376], rand(3).@double().data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
