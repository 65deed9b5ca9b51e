using Detector.Models.Settings;
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
            (_, NoiseKind.Masking) => where(Chosen(batch, amount), zeros_like(batch), batch),
            (_, NoiseKind.Swap) => where(Chosen(batch, amount), batch.index_select(0, randperm(batch.shape[0], device: batch.device)), batch),
            _ => batch + (randn_like(batch) * amount),
        };
    }

    private static Tensor Chosen(Tensor batch, double share) => rand_like(batch).lt(share);
}
