using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

[Collection(nameof(Alone))]
public sealed class SoakTests
{
    [Fact]
    public void ResidentMemoryIsFlatOver100000Forwards()
    {
        using var model = nn.Sequential(nn.Linear(30, 120), nn.SELU(), nn.Linear(120, 8), nn.Linear(8, 120), nn.SELU(), nn.Linear(120, 30));
        using var batch = rand(16, 30);
        model.eval();
        Forward(10_000);
        var (resident, tensors) = (Resident(), Tensor.TotalCount);
        Forward(100_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - resident, -1L << 40, 16 << 20);

        void Forward(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var scope = NewDisposeScope();
                using var inference = inference_mode();
                _ = (model.call(batch) - batch).pow(2).mean([1]);
            }
        }
    }

    [Fact]
    public void ResidentMemoryIsFlatOverTrainingSteps()
    {
        using var model = nn.Sequential(nn.Linear(30, 60), nn.SELU(), nn.Linear(60, 30));
        using var optimizer = optim.Adam(model.parameters());
        using var batch = rand(16, 30);
        Train(500);
        var (resident, tensors) = (Resident(), Tensor.TotalCount);
        Train(3_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - resident, -1L << 40, 16 << 20);

        void Train(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.mse_loss(model.call(batch), batch).backward();
                nn.utils.clip_grad_norm_(model.parameters(), 1);
                optimizer.step();
            }
        }
    }

    private static long Resident()
    {
        // What other tests left behind goes first, so that it is not taken for a change.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
