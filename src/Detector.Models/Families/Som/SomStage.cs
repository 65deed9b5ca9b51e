using Detector.Models.Stages;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Som;

/// <summary>
/// The batch algorithm (T. Kohonen, 2013): each unit becomes the mean of the samples that are nearest to it and, the less the farther they
/// are on the grid, to its neighbours. The neighbourhood shrinks from half of the grid to less than a unit.
/// </summary>
/// <param name="weight">[units, D]; changed.</param>
/// <param name="places">[units, 2] where each is on the grid.</param>
/// <param name="loss">The loss on samples, one number.</param>
/// <param name="steps">Steps.</param>
internal sealed class SomStage(Tensor weight, Tensor places, Func<Tensor, Tensor> loss, int steps) : TrainingStage(Fitting, steps)
{
    private const double LastRadius = 0.5;
    private const double Memory = 10;

    // A unit to which almost nothing belongs stays where it is.
    private const double Least = 1e-6;

    private readonly FadingSum _sums = new(Memory);
    private readonly FadingSum _counts = new(Memory);
    private readonly double _firstRadius = Math.Max(LastRadius, (places.max().item<float>() + 1) / 2);

    public override Tensor Step(Tensor input, Tensor target, double progress)
    {
        using IDisposable mode = no_grad();
        Tensor before = loss(target);
        double radius = _firstRadius * Math.Pow(LastRadius / _firstRadius, progress);
        Tensor apart = (places.unsqueeze(0) - places.unsqueeze(1)).Squared().sum([2]);
        Tensor near = (apart * Kept(-0.5 / (radius * radius))).exp().index_select(0, SelfOrganisingMap.Nearest(target, weight));
        Tensor sums = _sums.Add(near.t().mm(target) / Kept(target.shape[0]));
        Tensor counts = _counts.Add(near.mean([0]).unsqueeze(1));
        weight.copy_(where(counts.gt(Kept(Least)), sums / counts.clamp(min: Kept(Least)), weight));
        return before;
    }

    public override Tensor Judge(Tensor rows) => loss(rows);

    public override void Dispose()
    {
        _sums.Dispose();
        _counts.Dispose();
    }
}
