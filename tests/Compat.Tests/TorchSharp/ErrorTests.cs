using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class ErrorTests
{
    [Fact]
    public void AFailedOperatorThrowsWhatLibtorchSaid()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
        Assert.DoesNotContain("frame #", error.Message);
    }

    [Fact]
    public void AFailureInTheBackwardPassThrows()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => ones(2, requires_grad: true).backward());
        Assert.Contains("grad can be implicitly created only for scalar outputs", error.Message);
    }

    [Fact]
    public void AFailedCallLeavesTheNextOneAlone()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => ones(2).add(ones(3)));
        Assert.Equal(2f, ones(2).sum().item<float>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    public void ANumberOfThreadsThatIsNotPositiveIsRefused(int threads)
    {
        var former = get_num_threads();
        var error = Assert.Throws<ExternalException>(() => set_num_threads(threads));
        Assert.Contains("positive", error.Message);
        Assert.Equal(former, get_num_threads());
    }

    [Fact]
    public void TheNumberOfThreadsCanBeSet()
    {
        var former = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(former);
    }

    [Fact]
    public void ADisposedTensorThatIsUsedSaysSo()
    {
        var tensor = ones(2);
        tensor.name = "codes";
        tensor.Dispose();
        tensor.Dispose();
        Assert.True(tensor.IsInvalid);
        Assert.Equal("codes", Assert.Throws<ObjectDisposedException>(() => tensor.sum()).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => tensor.shape);
        Assert.Throws<ObjectDisposedException>(() => tensor.bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.requires_grad);
        Assert.Throws<ObjectDisposedException>(() => ones(2).add(tensor));
        Assert.Throws<ObjectDisposedException>(() => cat([ones(2), tensor]));
    }

    [Fact]
    public void ADisposedGeneratorThatIsUsedSaysSo()
    {
        var generator = new Generator(1);
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rand(2, generator: generator));
    }

    [Fact]
    public void ADeviceThatIsNotHereIsRefused()
    {
        Assert.SkipWhen(cuda.is_available(), "this machine has a CUDA device");
        Assert.Equal(0, cuda.device_count());
        Assert.Throws<InvalidOperationException>(() => InitializeDeviceType(DeviceType.CUDA));
        Assert.Throws<InvalidOperationException>(() => ones(2).cuda());
        Assert.Throws<InvalidOperationException>(() => nn.Linear(1, 1).to("cuda:0"));
    }

    [Theory]
    [InlineData("tpu9")]
    [InlineData("cuda:x")]
    [InlineData("")]
    public void ATextThatIsNoDeviceIsRefused(string text) => Assert.Throws<ArgumentException>(() => device(text));

    [Fact]
    public async Task EachThreadHasItsOwnError()
    {
        var errors = await Task.WhenAll(Enumerable.Range(2, 8).Select(size => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var scope = NewDisposeScope();
                var error = Assert.Throws<ExternalException>(() => ones(1, size).matmul(ones(1, size)));
                Assert.Contains($"(1x{size} and 1x{size})", error.Message);
            }
            return size;
        })));
        Assert.Equal(8, errors.Length);
    }
}
