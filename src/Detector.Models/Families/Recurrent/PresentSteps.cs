using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Recurrent;

/// <summary>The steps that the sequences of a batch have. A step whose numbers are NaN is absent.</summary>
internal sealed class PresentSteps
{
    private readonly Tensor _steps;
    private readonly Tensor _absent;
    private readonly Tensor _present;
    private readonly Tensor _lengths;

    /// <param name="batch">[N, T * F] sequences.</param>
    /// <param name="features">F.</param>
    public PresentSteps(Tensor batch, int features)
    {
        _steps = batch.reshape(batch.shape[0], -1, features);
        _absent = _steps.select(2, 0).isnan();
        _present = _absent.logical_not().to(ScalarType.Int64);
        _lengths = _present.sum(1, keepdim: true);
    }

    private long Most => _steps.shape[1];

    /// <summary>[N, T, F] the sequences without what is absent, from the first step on; 0 behind their ends.</summary>
    public Tensor Closed()
    {
        // Present steps come before absent ones, both in their order.
        Tensor order = (arange(Kept(0), Kept(Most), Kept(1), device: _steps.device) - (_present * Kept(Most))).argsort(1);
        return Along(_steps.masked_fill(_steps.isnan(), Kept(0)), order);
    }

    /// <summary>[N, H] what stands at each sequence's last step; 0 where it has none.</summary>
    /// <param name="outputs">[N, T, H] outputs for <see cref="Closed"/>.</param>
    public Tensor Last(Tensor outputs) =>
        Along(outputs, (_lengths - Kept(1)).clamp(min: Kept(0))).squeeze(1).masked_fill(_lengths.eq(Kept(0)), Kept(0));

    /// <summary>[N, T * F] what was decoded, where the sequences have their steps; NaN where they have none.</summary>
    /// <param name="decoded">[N, T * F] decoded sequences of full length.</param>
    /// <param name="atEnd">Whether a shorter one is at the end of what was decoded, instead of at its start.</param>
    public Tensor Opened(Tensor decoded, bool atEnd)
    {
        Tensor place = (_present.cumsum(1) - Kept(1)).Plus(atEnd ? _lengths.neg().Plus(Most) : zeros_like(_lengths));
        return Along(decoded.reshape(_steps.shape), place.clamp(Kept(0), Kept(Most - 1)))
            .masked_fill(_absent.unsqueeze(2), Kept(float.NaN))
            .flatten(1);
    }

    private static Tensor Along(Tensor steps, Tensor places) => steps.gather(1, places.unsqueeze(2).expand(-1, -1, steps.shape[2]));
}
