using Detector.Models.Stages;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.SparseCoding;

/// <summary>
/// Learns a dictionary batch by batch (J. Mairal, F. Bach, J. Ponce, G. Sapiro, 2010): each atom in turn takes the place that is best for
/// the codes of the batches so far, and has length 1. An atom that no code uses becomes one of the samples that are reconstructed worst.
/// </summary>
/// <param name="dictionary">[D, K] one atom a column; changed.</param>
/// <param name="encode">Codes [N, K] of samples [N, D].</param>
/// <param name="loss">The loss of samples and their codes, one number.</param>
/// <param name="steps">Steps.</param>
internal sealed class DictionaryStage(
    Tensor dictionary, Func<Tensor, Tensor> encode, Func<Tensor, Tensor, Tensor> loss, int steps)
    : TrainingStage(Fitting, steps)
{
    private const double Memory = 5;
    private const double Unused = 1e-6;

    private readonly FadingSum _uses = new(Memory);
    private readonly FadingSum _samples = new(Memory);

    public override Tensor Step(Tensor input, Tensor target, double progress)
    {
        using IDisposable mode = no_grad();
        Tensor codes = encode(target);
        Tensor before = loss(target, codes);
        Tensor uses = _uses.Add(codes.t().mm(codes) / Kept(target.shape[0]));
        Tensor samples = _samples.Add(target.t().mm(codes) / Kept(target.shape[0]));
        float[] often = uses.diagonal().cpu().contiguous().data<float>().ToArray();
        Tensor worst = (target - codes.mm(dictionary.t())).Squared().sum([1]).argsort(descending: true);
        int replaced = 0;
        for (int atom = 0; atom < often.Length; atom++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor old = dictionary.select(1, atom);
            Tensor better = often[atom] > Unused
                ? old.Plus((samples.select(1, atom) - dictionary.mv(uses.select(1, atom))) / Kept(often[atom]))
                : target[worst[replaced++ % target.shape[0]]];
            old.copy_(better / better.norm().clamp(min: Kept(1e-12)));
        }

        return before;
    }

    public override Tensor Judge(Tensor rows) => loss(rows, encode(rows));

    public override void Dispose()
    {
        _uses.Dispose();
        _samples.Dispose();
    }
}
