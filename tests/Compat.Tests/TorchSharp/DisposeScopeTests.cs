using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Tensor made;
        using (NewDisposeScope())
            made = ones(1) + 1;
        Assert.True(made.IsInvalid);
    }

    [Fact]
    public void WhatIsMovedOutLivesAsLongAsTheOuterScope()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
                moved = ones(1).MoveToOuterDisposeScope();
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void WhatIsDetachedBelongsToNoScope()
    {
        Tensor detached;
        using (var scope = NewDisposeScope())
        {
            detached = ones(1).DetachFromDisposeScope();
            Assert.False(scope.Contains(detached));
        }
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void MovingOutOfTheOutermostScopeDetaches()
    {
        Tensor moved;
        using (NewDisposeScope())
            moved = ones(1).MoveToOuterDisposeScope();
        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void AScopeForgetsWhatWasDisposedEarlier()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 10).Select(i => ones(1) * i).ToArray();
        foreach (var tensor in tensors.Where((_, i) => i % 3 == 0))
            tensor.Dispose();
        Assert.All(tensors, tensor => Assert.Equal(!tensor.IsInvalid, scope.Contains(tensor)));
        scope.DisposeEverythingBut(tensors[1], tensors[5]);
        Assert.Equal(2, scope.DisposablesCount);
        Assert.Equal(5f, tensors[5].item<float>());
        Assert.True(tensors[2].IsInvalid);
    }

    [Fact]
    public void ScopesMayCloseInAnyOrder()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var tensor = ones(1);
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        Assert.False(tensor.IsInvalid);
        inner.Dispose();
        Assert.True(tensor.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void AScopeIsItsThreadsOwn()
    {
        using var scope = NewDisposeScope();
        var elsewhere = OwnThread.Run(() => ones(1));
        Assert.False(scope.Contains(elsewhere));
        elsewhere.Dispose();
    }

    // An await between opening and closing does it: the thread that opened it must not go on giving its tensors to the closed scope.
    [Fact]
    public void AScopeMayBeClosedByAnotherThread()
    {
        OwnThread.Run(() =>
        {
            var outer = NewDisposeScope();
            var scope = NewDisposeScope();
            var inner = NewDisposeScope();
            OwnThread.Run(scope.Dispose);
            var moved = ones(1).MoveToOuterDisposeScope();
            Assert.True(outer.Contains(moved));
            OwnThread.Run(inner.Dispose);
            Assert.Same(outer, CurrentDisposeScope);
            OwnThread.Run(outer.Dispose);
            Assert.True(moved.IsInvalid);
            Assert.Null(CurrentDisposeScope);
            ones(1).DetachFromDisposeScope().Dispose();
        });
    }

    [Fact]
    public void AModuleMadeInAScopeOutlivesIt()
    {
        nn.Module<Tensor, Tensor> module;
        using (NewDisposeScope())
            module = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.LayerNorm(2), nn.Identity());
        Assert.All(module.state_dict().Values, tensor => Assert.False(tensor.IsInvalid));
        module.Dispose();
        Assert.All(module.state_dict().Values, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void OptimizerStateMadeInAScopeOutlivesIt()
    {
        using var layer = nn.Linear(2, 1);
        optim.Optimizer optimizer;
        using (NewDisposeScope())
            optimizer = optim.SGD(layer.parameters(), 0.1, momentum: 0.9);
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            layer.call(ones(4, 2)).sum().backward();
            optimizer.step();
        }
        optimizer.Dispose();
    }
}
