using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class AutogradTests
{
    [Fact]
    public void GradientsAddUp()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f }, requires_grad: true);
        Assert.Null(x.grad);
        x.pow(2).sum().backward();
        x.pow(2).sum().backward();
        Assert.Equal([4f, 8f], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void AGraphIsUsedOnceUnlessKept()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        var y = x.exp();
        y.backward(retain_graph: true);
        y.backward();
        Assert.ThrowsAny<Exception>(() => y.backward());
    }

    [Fact]
    public void GradientsOfGradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3.0, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.Equal(27, first.ToDouble(), 1e-12);
        Assert.Equal(18, second.ToDouble(), 1e-12);
    }

    [Fact]
    public void AnInputThatPlaysNoPartIsRefusedUnlessAllowed()
    {
        using var scope = NewDisposeScope();
        var (x, other) = (ones(1, requires_grad: true), ones(1, requires_grad: true));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => autograd.grad([x * 2], [other]));
        Assert.Null(autograd.grad([x * 2], [x, other], allow_unused: true)[1]);
    }

    [Fact]
    public void ModesNestAndEnd()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
            using (inference_mode(false))
                Assert.False(is_inference_mode_enabled());
        }
        Assert.False(is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void ModesAreTheThreadsOwn()
    {
        using var quiet = no_grad();
        using var inference = inference_mode();
        var (grad, mode) = OwnThread.Run(() => (is_grad_enabled(), is_inference_mode_enabled()));
        Assert.True(grad);
        Assert.False(mode);
    }

    [Fact]
    public void WhatInferenceModeMadeTakesNoPartInAGradient()
    {
        using var scope = NewDisposeScope();
        Tensor made;
        using (inference_mode())
            made = ones(2);
        var weight = ones(2, requires_grad: true);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => (weight * made).sum().backward());
    }
}
