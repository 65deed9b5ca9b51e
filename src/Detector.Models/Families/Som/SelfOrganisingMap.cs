using Detector.Models.Settings;
using Detector.Models.Stages;
using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Som;

/// <summary>
/// Units on a grid, each with a sample of its own to which neighbours' are alike (T. Kohonen, 1982). A sample is reconstructed as that of
/// the unit nearest to it, its code is that unit's place on the grid, and its residual the quantisation error.
/// </summary>
internal sealed class SelfOrganisingMap : Autoencoder
{
    private const double FirstSpread = 0.01;

    // [units, D].
    private readonly Parameter weight;

    // [units, 2] row and column of each unit, kept with the weights.
    private readonly Tensor places;

    /// <param name="settings">The grid.</param>
    /// <param name="width">Numbers a sample, D.</param>
    public SelfOrganisingMap(SomSettings settings, int width)
        : base("som")
    {
        int units = settings.Rows * settings.Columns;
        weight = (randn(units, width) * Kept(FirstSpread)).AsParameter();
        weight.DetachFromDisposeScope();
        float[] grid = [.. Enumerable.Range(0, units)
            .SelectMany(unit => new float[] { unit / settings.Columns, unit % settings.Columns })];
        places = tensor(grid, [units, 2]).DetachFromDisposeScope();
        RegisterComponents();
    }

    public override int CodeWidth => 2;

    /// <summary>The mean squared quantisation error.</summary>
    public override Tensor Loss(Tensor input, Tensor target, double progress) =>
        nn.functional.mse_loss(forward(target).Reconstruction, target);

    public override ModelOutput forward(Tensor batch)
    {
        Tensor nearest = Nearest(batch, weight);
        return new ModelOutput(weight.index_select(0, nearest), places.index_select(0, nearest));
    }

    public override IEnumerable<TrainingStage> Stages(ModelSettings settings, int steps) =>
        [new SomStage(weight, places, rows => Loss(rows, rows, 1), steps)];

    /// <summary>[N] the units whose samples are nearest.</summary>
    /// <param name="samples">[N, D].</param>
    /// <param name="units">[units, D].</param>
    public static Tensor Nearest(Tensor samples, Tensor units) => (units.Squared().sum([1]) - (samples.mm(units.t()) * Kept(2))).argmin(1);
}
