using Detector.Core.Samples;
using Detector.Models.Settings;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families;

internal static class Losses
{
    // Where a squared error turns into an absolute one: half a feature's spread. Beyond it the loss rises as fast as the error.
    private const double HuberEdge = 0.5;

    /// <summary>
    /// The reconstruction loss of a batch, averaged over rows and features; numbers of a sequence that are absent (NaN) are left out.
    /// </summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="shape">Shape of a sample.</param>
    /// <param name="reconstruction">[N, D].</param>
    /// <param name="target">[N, D].</param>
    /// <param name="batchTrim">Share of the rows, those with the largest loss, that are left out.</param>
    public static Tensor Reconstruction(LossKind kind, SampleLayout shape, Tensor reconstruction, Tensor target, double batchTrim = 0) =>
        (int)(batchTrim * target.shape[0]) is var left and > 0 ? OfMostRows(kind, reconstruction, target, left)
        : shape.HasSteps ? Present(kind, reconstruction, target) : Of(kind, reconstruction, target, nn.Reduction.Mean);

    /// <summary>The same, leaving out whatever is NaN in the target.</summary>
    public static Tensor Present(LossKind kind, Tensor reconstruction, Tensor target)
    {
        // Where both are 0 every loss is 0, and so is its gradient.
        Tensor absent = target.isnan();
        Tensor sum = Of(kind, reconstruction.masked_fill(absent, Kept(0)), target.masked_fill(absent, Kept(0)), nn.Reduction.Sum);
        return sum / absent.logical_not().sum().clamp(min: Kept(1));
    }

    private static Tensor OfMostRows(LossKind kind, Tensor reconstruction, Tensor target, int left)
    {
        Tensor absent = target.isnan();
        (Tensor made, Tensor wanted) = (reconstruction.masked_fill(absent, Kept(0)), target.masked_fill(absent, Kept(0)));
        Tensor losses = Of(kind, made, wanted, nn.Reduction.None).sum(dim: 1);
        Tensor rows = losses / absent.logical_not().sum(dim: 1).clamp(min: Kept(1));
        return rows.topk((int)rows.shape[0] - left, largest: false, sorted: false).values.mean();
    }

    private static Tensor Of(LossKind kind, Tensor reconstruction, Tensor target, nn.Reduction reduction) => kind switch
    {
        LossKind.Mse => nn.functional.mse_loss(reconstruction, target, reduction),
        LossKind.Mae => nn.functional.l1_loss(reconstruction, target, reduction),
        LossKind.Huber => nn.functional.huber_loss(reconstruction, target, HuberEdge, reduction) * Kept(1 / HuberEdge),
        LossKind.Bce => nn.functional.binary_cross_entropy(reconstruction, target.clamp(Kept(0), Kept(1)), reduction: reduction),
        _ => throw new ArgumentException($"There is no loss {kind}."),
    };
}
