using Detector.Models.Settings;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Noise on a batch, drawn from Torch's generator.</summary>
internal static class Corruption
{
    /// <param name="settings">Which noise, and how much.</param>
    /// <param name="batch">[N, D]; not changed.</param>
    /// <returns>[N, D].</returns>
    public static Tensor Apply(ModelSettings settings, Tensor batch)
    {
        double amount = settings.InputNoise;
        return (amount, settings.Noise) switch
        {
            (0, _) => batch,
            (_, NoiseKind.Masking) => Replaced(batch, zeros_like(batch), amount),
            (_, NoiseKind.Swap) => Replaced(batch, batch.index_select(0, randperm(batch.shape[0], device: batch.device)), amount),
            _ => batch.Plus(randn_like(batch) * Kept(amount)),
        };
    }

    // What is absent (NaN) stays so, and is not passed on.
    private static Tensor Replaced(Tensor batch, Tensor other, double share) =>
        where(rand_like(batch).lt(Kept(share)) & batch.Plus(other).isnan().logical_not(), other, batch);
}
