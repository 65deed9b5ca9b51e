using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

[Collection(nameof(Alone))]
public sealed class DenseAutoencoderTests
{
    // Points on a line in four dimensions: two numbers suffice to code them, so the error must all but vanish.
    [Fact]
    public void TrainingRemovesTheErrorOfDataThatFitsThroughTheCode()
    {
        manual_seed(1);
        using var model = nn.Sequential(nn.Linear(4, 8), nn.SELU(), nn.Linear(8, 2), nn.Linear(2, 8), nn.SELU(), nn.Linear(8, 4));
        using var direction = tensor(new[] { 1f, -2f, 0.5f, 3f });
        using var rows = randn(256, 1) * direction;
        using var optimizer = optim.AdamW(model.parameters(), 1e-2, weight_decay: 1e-4);
        var rates = optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps: 300);
        var errors = new List<float>();
        for (var step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(model.call(rows), rows);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            if (step < 299)
                rates.step();
            errors.Add(loss.ToSingle());
        }
        Assert.True(errors[^1] < errors[0] / 500, $"from {errors[0]} to {errors[^1]}");
    }
}
