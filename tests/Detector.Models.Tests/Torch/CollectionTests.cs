using Detector.Models.Families.SparseCoding;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Torch;

/// <summary>What Torch reads must not be freed under it, however often another thread collects.</summary>
[Collection(ProcessState.Name)]
public class CollectionTests
{
    [Fact]
    public void NumbersOutliveTheCallsThatTheyAreMadeFor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor dictionary = SeededTorch.Run(1, () => nn.functional.normalize(randn(8, 16), dim: 0));
        Tensor samples = SeededTorch.Run(2, () => randn(64, 8));
        Tensor expected = Lasso.Solve(samples, dictionary, 0.1, 50);
        WhileCollecting(() =>
        {
            using DisposeScope inner = NewDisposeScope();
            return Lasso.Solve(samples, dictionary, 0.1, 50).eq(expected).all().item<bool>();
        });
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.RmsProp)]
    public void SoDoThoseOfTheOptimizers(OptimizerKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = SeededTorch.Run(3, () => randn(32, 6));
        Tensor Train()
        {
            using DisposeScope inner = NewDisposeScope();
            TorchSharp.Modules.Linear layer = SeededTorch.Run(4, () => nn.Linear(6, 6));
            using Optimizer optimizer = Optimizer.Create(new ModelSettings { Optimizer = kind }, layer.parameters());
            for (int step = 0; step < 30; step++)
            {
                optimizer.ClearGradients();
                nn.functional.mse_loss(layer.forward(rows), rows).backward();
                optimizer.Step(1e-3);
            }

            return layer.weight!.detach().clone().MoveToOuterDisposeScope();
        }

        Tensor expected = Train();
        WhileCollecting(() =>
        {
            using DisposeScope inner = NewDisposeScope();
            return Train().eq(expected).all().item<bool>();
        });
    }

    // As many times as it takes to have been collected under so often. One that fails here once in four runs is found by ScalarsTests
    // always.
    private static void WhileCollecting(Func<bool> isRight)
    {
        using var done = new CancellationTokenSource();
        int collections = 0;
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                Interlocked.Increment(ref collections);
            }
        });
        collector.Start();
        try
        {
            while (Volatile.Read(ref collections) < 250)
            {
                Assert.True(isRight());
            }
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }
}
